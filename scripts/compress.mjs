// Writes FILE.br and FILE.gz beside FILE, as small as they get: node scripts/compress.mjs FILE
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const file = process.argv[2];
const bytes = readFileSync(file);
const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
writeFileSync(`${file}.br`, brotli);
writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
console.log(`${basename(file)}: ${bytes.length} bytes, ${brotli.length} in brotli`);
