// Bundles style/main.css and what it imports into one small file: node scripts/style.mjs OUT.css
import { writeFileSync } from "node:fs";
import { bundle } from "lightningcss";

// Chromium 111, Firefox 113 and Safari 16.4: nesting, color-mix and the like are written out for these.
const targets = { chrome: 111 << 16, firefox: 113 << 16, safari: (16 << 16) | (4 << 8) };
const { code } = bundle({ filename: "style/main.css", minify: true, targets });
writeFileSync(process.argv[2], code);
