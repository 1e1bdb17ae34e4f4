//! Scenes under the sky: lake, grove, rooftop, park and maidan.

use super::Hour;
use super::backdrop::{self, GROUND};
use super::heritage;
use super::house;
use super::palette::{CREAM, INK, LAMP, mix};
use super::pen::{Art, Shape};
use super::props;

/// Nature: a lake with boats and reeds, or a grove with a path.
pub(super) fn nature(a: &mut Art) {
    a.layer("scene");
    let grove = a.dice.chance(30);
    hills(a);
    if grove {
        grove_scene(a);
    } else {
        lake(a);
    }
}

fn hills(a: &mut Art) {
    let (far, near) = a.p.far;
    let (one, two) = (a.dice.between(-30, 30), a.dice.between(-20, 20));
    let back = format!("c60-{} 120-70 180-50s90-60 150-{}s110 90 170 50 110-50 160-10v160h-660z", 60 + one, 50 - two);
    a.fill(mix(near, a.p.sky_top, 16), &Shape::new().at(-10, 212, &back));
    a.fill(far, &Shape::new().at(-10, 246, "c80-50 140-40 210-20s120-46 200-20 140-20 250 4v90h-660z"));
    let mut trees = Shape::new();
    let mut x = -10;
    while x < 650 {
        trees = trees.disc(x, 246 + a.dice.between(-5, 6), a.dice.between(9, 17));
        x += a.dice.between(12, 34);
    }
    let color = mix(a.p.leaf_deep, a.p.sky_low, 26);
    a.fill(color, &trees.rect(0, 246, 640, 20));
}

fn lake(a: &mut Art) {
    let water = if a.p.hour == Hour::Day { mix(a.p.main, a.p.sky_top, 46) } else { mix(a.p.main, a.p.sky_top, 40) };
    let shine = mix(water, a.p.sky_low, 48);
    a.fill(water, &Shape::new().rect(0, 252, 640, 148));
    let mut ripples = Shape::new();
    for _ in 0..14 {
        ripples = ripples.pill(a.dice.between(-20, 600), a.dice.between(260, 338), a.dice.between(26, 90), 3);
    }
    a.fill(shine, &ripples);
    let light = mix(shine, a.p.sun, 60);
    let glade = a.dice.between(120, 330);
    a.fill(light, &Shape::new().pill(glade - 40, 262, 80, 4).pill(glade - 26, 273, 60, 4).pill(glade - 34, 285, 44, 4));
    match a.dice.between(0, 3) {
        0 => heritage::pavilion(a, 500, 262),
        1 => a.scaled(560, 264, 66, props::banyan),
        2 => islet(a),
        _ => jetty(a),
    }
    let far = a.dice.between(150, 300);
    a.scaled(far, 276, 58, boat);
    let near = a.dice.between(318, 376);
    a.scaled(near, 320, 120, boat);
    lilies(a);
    bank(a);
}

fn islet(a: &mut Art) {
    let (shore, sand) = (a.p.leaf_deep, a.p.light(0x00e6_c88e));
    a.fill(sand, &Shape::new().at(430, 276, "q60-26 130-20t100 20z"));
    a.fill(shore, &Shape::new().at(448, 268, "q50-20 110-16t80 16z"));
    for (x, size) in [(500, 62), (572, 84), (604, 66)] {
        a.scaled(x, 262, size, props::palm);
    }
    let (wall, thatch) = (a.p.second(), a.p.wood);
    a.fill(wall, &Shape::new().rect(516, 236, 44, 28));
    a.fill(thatch, &Shape::new().poly(&[(506, 240), (528, 214), (550, 214), (570, 240)]));
    let door = if a.p.hour.is_dark() { LAMP } else { a.p.deep };
    a.fill(door, &Shape::new().rect(532, 246, 12, 18));
}

fn jetty(a: &mut Art) {
    let wood = a.p.wood;
    let mut posts = Shape::new();
    for step in 0..5 {
        posts = posts.rect(440 + step * 46, 272, 7, 40);
    }
    a.fill(mix(wood, INK, 30), &posts);
    a.fill(wood, &Shape::new().rect(428, 268, 220, 9));
    let (roof, cloth) = (a.p.accent, a.p.second());
    a.fill(mix(wood, INK, 16), &Shape::new().rect(520, 206, 6, 64).rect(610, 206, 6, 64));
    a.fill(roof, &Shape::new().poly(&[(506, 210), (540, 178), (598, 178), (632, 210)]));
    a.scaled(568, 269, 78, |a| props::sitter(a, cloth));
}

fn boat(a: &mut Art) {
    let (wood, accent, cream) = (a.p.wood, a.p.accent, a.p.cream);
    let kind = a.dice.between(0, 2);
    let cloth = a.dice.pick(&[a.p.light(0x00c8_443a), a.p.light(0x0035_479e), cream]);
    a.veil(INK, 2, &Shape::new().oval(0, 2, 66, 6));
    match kind {
        0 => {
            // a shikara with its canopy
            a.fill(wood, &Shape::new().at(-34, -44, "h5v38h-5zm62 0h5v38h-5z"));
            a.fill(cloth, &Shape::new().at(-44, -44, "q44-26 88 0z"));
            a.fill(accent, &Shape::new().at(-44, -45, "h88v7h-88z"));
            a.scaled(4, -8, 52, |a| props::sitter(a, accent));
            if a.p.hour.is_dark() {
                a.veil(LAMP, 2, &Shape::new().disc(22, -32, 18));
                a.fill(LAMP, &Shape::new().disc(22, -34, 4));
            }
        }
        1 => {
            a.fill(wood, &Shape::new().rect(-2, -92, 4, 84));
            a.fill(cloth, &Shape::new().at(4, -90, "q44 30 42 70h-42z"));
            a.fill(accent, &Shape::new().at(-4, -84, "q-30 30-30 62h30z"));
        }
        _ => {
            a.scaled(18, -8, 70, |a| props::person(a, cloth));
            a.stroke(wood, 3, &Shape::new().line(&[(36, -62), (54, 4)]));
            a.fill(accent, &Shape::new().dome(-22, -8, 20, 16));
        }
    }
    a.fill(mix(wood, INK, 24), &Shape::new().at(-72, -18, "q20 10 36 10h70q18 0 38-12-10 22-30 24h-84q-20-4-30-22z"));
    a.fill(accent, &Shape::new().at(-63, -9, "q14 5 28 5h70q14 0 26-6l-4 6q-12 5-22 5h-72q-16 0-26-10z"));
}

fn lilies(a: &mut Art) {
    let (leaf, bloom) = (a.p.leaf, a.p.light(0x00f5_8fb0));
    let (mut pads, mut flowers) = (Shape::new(), Shape::new());
    for _ in 0..7 {
        let (x, y) = (a.dice.between(236, 600), a.dice.between(330, 344));
        pads = pads.oval(x, y, 17, 4);
        if a.dice.chance(60) {
            flowers = flowers.at(x, y, "q-14-3-14-12 8 2 9 5 0-8 5-12 5 4 5 12 2-4 9-5 0 9-14 12z");
        }
    }
    a.fill(leaf, &pads);
    a.fill(bloom, &flowers);
}

/// The near bank in ink with reeds and an egret.
fn bank(a: &mut Art) {
    a.fill(INK, &Shape::new().at(0, 350, "q90-16 190-4t200 2 250-12v64h-640z"));
    let (leaf, shade, brown) = (a.p.leaf, a.p.leaf_deep, a.p.wood);
    let clump = a.dice.between(548, 576);
    for (place, tall) in [(clump, 56), (clump + 44, 84), (a.dice.between(236, 262), 52), (26, 84)] {
        let (mut blades, mut heads) = (Shape::new(), Shape::new());
        for blade in -3..4 {
            let (h, tilt) = (tall + a.dice.between(-24, 14), blade * 7);
            blades = blades.at(place + blade * 5, 350, &format!("q2-{} {tilt}-{h}-8 {} {}-0h8z", h / 2, h / 2, 5 - tilt));
            if blade % 2 == 0 {
                heads = heads.pill(place + blade * 5 + tilt - 3, 350 - h - 8, 6, 22);
            }
        }
        a.fill(if place % 2 == 0 { leaf } else { shade }, &blades);
        a.fill(brown, &heads);
    }
    let (x, cream) = (a.dice.between(474, 512), a.p.cream);
    a.stroke(INK, 2, &Shape::new().at(x, 330, "v20m8-20v20"));
    a.fill(
        cream,
        &Shape::new().at(x - 12, 322, "q14-16 28-2 2 12-10 14-12 0-18-12z").at(x + 10, 318, "q10-12 2-24-6-14 6-14 6 0 7 5l-7 1q-4 3 0 9 7 14-2 30z"),
    );
    let beak = a.p.light(0x00f2_a516);
    a.fill(beak, &Shape::new().at(x + 25, 282, "l14 4-14 2z"));
}

fn grove_scene(a: &mut Art) {
    let (grass, path) = (mix(a.p.leaf, a.p.main, 24), mix(a.p.accent, a.p.cream, 30));
    a.fill(grass, &Shape::new().at(0, 262, "q160-22 330-6t310-4v160h-640z"));
    let path = mix(path, a.p.leaf_deep, 18);
    a.fill(path, &Shape::new().at(330, 256, "q-30 10 10 22t-60 66h190q-70-40-60-62t-50-26z"));
    let shade = a.p.leaf_deep;
    a.veil(shade, 4, &Shape::new().oval(500, 318, 120, 10).oval(110, 306, 70, 8));
    a.moved(500, 320, props::banyan);
    bench(a, 372, 312);
    let cloth = a.p.light(0x00c8_443a);
    a.scaled(270, 316, 90, |a| props::person(a, cloth));
    a.scaled(300, 312, 78, |a| props::person(a, CREAM));
    let mut tufts = Shape::new();
    for _ in 0..16 {
        tufts = tufts.at(a.dice.between(0, 630), a.dice.between(284, 340), "l3-10 3 8 4-12 3 14z");
    }
    a.fill(shade, &tufts);
    a.fill(INK, &Shape::new().at(0, 344, "q120-12 260-4t380-6v70h-640z"));
}

fn bench(a: &mut Art, x: i32, y: i32) {
    let wood = a.p.wood;
    a.fill(mix(wood, INK, 34), &Shape::new().rect(x - 26, y - 16, 5, 16).rect(x + 22, y - 16, 5, 16));
    a.fill(wood, &Shape::new().rect(x - 34, y - 20, 68, 6).rect(x - 32, y - 40, 64, 5).rect(x - 32, y - 31, 64, 5));
}

/// Wellness: a rooftop with mats at the hour, or a banyan in a park.
pub(super) fn wellness(a: &mut Art) {
    backdrop::skyline(a);
    a.layer("scene");
    if a.dice.chance(50) {
        rooftop(a);
    } else {
        park(a);
    }
}

fn rooftop(a: &mut Art) {
    let (main, deep, accent, second) = (a.p.main, a.p.deep, a.p.accent, a.p.second());
    let shed = a.dice.between(484, 520);
    a.fill(main, &Shape::new().rect(shed, 170, 200, 120));
    a.fill(deep, &Shape::new().rect(shed - 8, 162, 200, 12));
    house::windows(a, (shed + 56, 196), (90, 46), 2, 0);
    a.fill(deep, &Shape::new().arch(shed + 12, 206, 40, 84));
    a.fill(accent, &Shape::new().arch(shed + 17, 212, 30, 78));
    // the pergola carries the string of lights
    a.fill(a.p.wood, &Shape::new().rect(236, 150, 6, 136).rect(shed - 30, 150, 6, 136).rect(220, 146, shed - 220, 6));
    let mut slats = Shape::new();
    for index in 0..(shed - 226) / 22 {
        slats = slats.rect(228 + index * 22, 140, 5, 8);
    }
    a.fill(a.p.wood, &slats);
    let (rail, mut posts) = (Shape::new().rect(-4, 248, shed, 7), Shape::new());
    for post in 0..30 {
        posts = posts.at(post * 18, 254, "v32");
    }
    let paint = mix(second, a.p.cream, 40);
    a.stroke(paint, 5, &posts);
    a.fill(paint, &rail);
    let floor = mix(accent, a.p.cream, 36);
    a.fill(floor, &Shape::new().rect(0, 286, 640, 114));
    a.fill(mix(main, deep, 40), &Shape::new().rect(0, 284, 640, 4));
    mats(a, 268, 322);
    for (x, size) in [(shed + 2, 96), (shed + 66, 120), (196, 90), (shed + 100, 90)] {
        a.scaled(x, 300, size, props::plant);
    }
    let mut tiles = Shape::new();
    for column in -7..12 {
        tiles = tiles.line(&[(column * 60 + 320 - column * 14, 352), (column * 80 + 320 - column * 14, 400)]);
    }
    a.stroke(mix(floor, deep, 22), 2, &tiles.line(&[(0, 352), (640, 352)]));
    backdrop::string(a);
}

/// Mats in a row from `x`, each with someone sitting on it.
fn mats(a: &mut Art, x: i32, y: i32) {
    let paints = [0x00d9_4f3a, 0x0035_479e, 0x00f2_a516, 0x0084_3278, 0x001e_7b57];
    let first = a.dice.between(0, 4);
    let cream = a.p.cream;
    for place in 0..3 {
        let at = usize::try_from((first + place * 2) % 5).unwrap_or(0);
        let paint = paints.get(at).copied().unwrap_or(CREAM);
        let (mat, left) = (a.p.light(paint), x + place * 84);
        a.fill(mat, &Shape::new().at(left - 40, y - 6, "h72l10 16h-92z"));
        a.fill(mix(mat, cream, 50), &Shape::new().at(left - 43, y - 1, "h79l1 3h-82z"));
        let cloth = if place == 1 { a.p.accent } else { mix(mat, cream, 64) };
        let raised = a.dice.chance(40);
        a.scaled(left - 2, y + 2, 96, |a| props::yogi(a, cloth, raised));
    }
}

fn park(a: &mut Art) {
    let grass = mix(a.p.leaf, a.p.accent, 18);
    let x = a.dice.between(440, 500);
    let (stone, deep) = (a.p.second(), a.p.deep);
    a.fill(mix(grass, a.p.leaf_deep, 40), &Shape::new().at(0, 272, "q140-22 320-8t320-6v150h-640z"));
    a.fill(grass, &Shape::new().at(0, 292, "q180-20 340-6t300-4v130h-640z"));
    a.moved(x, 296, props::banyan);
    a.fill(stone, &Shape::new().rect(x - 76, 284, 152, 20));
    a.fill(deep, &Shape::new().rect(x - 82, 280, 164, 6));
    let cloth = a.p.accent;
    a.scaled(x + 46, 282, 84, |a| props::sitter(a, cloth));
    mats(a, 262, 318);
    let mut tufts = Shape::new();
    for _ in 0..12 {
        tufts = tufts.at(a.dice.between(0, 630), a.dice.between(300, 336), "l3-9 3 7 3-10 3 12z");
    }
    a.fill(a.p.leaf_deep, &tufts);
    a.fill(INK, &Shape::new().at(0, 344, "q160-10 320-4t320-4v70h-640z"));
}

/// Sport: cricket on the maidan, cycles by the wall, or a football goal.
pub(super) fn sport(a: &mut Art) {
    backdrop::skyline(a);
    a.layer("scene");
    match a.dice.between(0, 4) {
        0 | 1 => maidan(a, cricket),
        2 => maidan(a, football),
        _ => cycles(a),
    }
}

fn maidan(a: &mut Art, game: impl FnOnce(&mut Art)) {
    let grass = mix(a.p.light(0x006f_a34a), a.p.accent, 30);
    let (deep, cream, main) = (a.p.deep, a.p.cream, a.p.main);
    let stand = a.dice.between(420, 470);
    a.fill(mix(main, cream, 30), &Shape::new().rect(stand, 206, 240, 60));
    a.fill(main, &Shape::new().poly(&[(stand - 18, 208), (stand + 16, 172), (660, 172), (660, 208)]));
    a.fill(deep, &Shape::new().rect(stand - 18, 206, 240, 5).rect(stand + 92, 132, 3, 40));
    a.fill(a.p.accent, &Shape::new().at(stand + 95, 134, "h26l-7 8 7 8h-26z"));
    house::windows(a, (stand + 8, 222), (210, 34), 5, 0);
    let mut heads = Shape::new();
    for index in 0..26 {
        heads = heads.dot(index * 17 + a.dice.between(-3, 3), 258 + a.dice.between(-3, 3));
    }
    a.stroke(mix(deep, a.p.sky_low, 34), 12, &heads);
    a.fill(mix(main, a.p.sky_low, 20), &Shape::new().rect(-4, 258, stand + 4, 12));
    a.fill(mix(grass, a.p.leaf_deep, 36), &Shape::new().rect(0, 264, 640, 26));
    a.fill(grass, &Shape::new().rect(0, 284, 640, 120));
    a.fill(cream, &Shape::new().at(0, 282, "q320-14 640 0v4q-320-14-640 0z"));
    let mut mow = Shape::new();
    for index in 0..5 {
        mow = mow.poly(&[(index * 140 + 30, 290), (index * 140 + 90, 290), (index * 180 - 30, 400), (index * 180 - 130, 400)]);
    }
    a.veil(a.p.leaf_deep, 2, &mow);
    game(a);
    if a.p.hour.is_dark() || a.dice.chance(30) {
        floodlight(a, 96);
    }
}

fn floodlight(a: &mut Art, x: i32) {
    let (steel, on) = (mix(a.p.steel, a.p.deep, 40), a.p.hour.is_dark());
    a.fill(steel, &Shape::new().poly(&[(x - 3, 110), (x + 3, 110), (x + 6, 284), (x - 6, 284)]).rect(x - 30, 76, 60, 36));
    if on {
        a.veil(LAMP, 2, &Shape::new().disc(x, 94, 58));
    }
    let mut lamps = Shape::new();
    for column in 0..4 {
        lamps = lamps.disc(x - 21 + column * 14, 86, 5).disc(x - 21 + column * 14, 101, 5);
    }
    a.fill(if on { CREAM } else { a.p.glass }, &lamps);
}

fn cricket(a: &mut Art) {
    let x = a.dice.between(318, 356);
    let (cream, wood) = (a.p.cream, a.p.light(0x00e0_b878));
    a.fill(a.p.light(0x00d9_b382), &Shape::new().poly(&[(x - 60, 288), (x + 90, 288), (x + 150, 400), (x - 130, 400)]));
    a.fill(cream, &Shape::new().rect(x - 84, 338, 190, 4));
    let far = Shape::new().rect(x + 4, 262, 3, 28).rect(x + 12, 262, 3, 28).rect(x + 20, 262, 3, 28);
    a.fill(wood, &far);
    let paint = a.p.accent;
    a.scaled(x + 136, 300, 92, |a| props::person(a, CREAM));
    a.scaled(196, 292, 80, |a| props::person(a, paint));
    a.veil(INK, 3, &Shape::new().oval(x + 16, 338, 60, 5));
    a.fill(wood, &Shape::new().rect(x - 20, 220, 10, 118).rect(x + 5, 220, 10, 118).rect(x + 30, 220, 10, 118));
    a.fill(mix(wood, a.p.deep, 40), &Shape::new().rect(x - 12, 220, 3, 118).rect(x + 13, 220, 3, 118).rect(x + 38, 220, 3, 118));
    a.fill(cream, &Shape::new().pill(x - 20, 212, 30, 8).pill(x + 11, 212, 30, 8));
    let grip = mix(a.p.main, a.p.deep, 30);
    a.group(&format!("translate({} 338) rotate(16)", x + 78), |a| {
        a.fill(a.p.light(0x00f0_cf94), &Shape::new().at(-13, 0, "v-76q0-12 9-14h8q9 2 9 14v76q-13 6-26 0z"));
        a.fill(grip, &Shape::new().pill(-4, -130, 8, 44).rect(-4, -98, 8, 10));
    });
    let ball = a.p.light(0x00c8_2f2a);
    a.fill(ball, &Shape::new().disc(x - 44, 330, 10));
    a.stroke(cream, 2, &Shape::new().at(x - 49, 324, "q8 5 9 14"));
}

fn football(a: &mut Art) {
    let x = a.dice.between(286, 330);
    let (cream, net) = (a.p.cream, mix(a.p.cream, a.p.sky_low, 40));
    let mut mesh = Shape::new();
    for step in 0..12 {
        mesh = mesh.line(&[(x + step * 20, 192), (x + step * 20, 302)]);
    }
    for step in 0..6 {
        mesh = mesh.line(&[(x, 196 + step * 20), (x + 226, 196 + step * 20)]);
    }
    a.stroke(net, 1, &mesh);
    a.fill(cream, &Shape::new().rect(x - 6, 184, 8, 122).rect(x + 226, 184, 8, 122).rect(x - 6, 184, 240, 8));
    let (one, two) = (a.p.main, a.p.light(0x002b_3a8c));
    a.scaled(x + 96, 306, 118, |a| props::person(a, two));
    a.scaled(x + 186, 344, 140, |a| props::person(a, one));
    a.veil(INK, 3, &Shape::new().oval(x + 130, 346, 22, 4));
    a.fill(CREAM, &Shape::new().disc(x + 130, 328, 17));
    let patch = Shape::new().at(x + 130, 320, "l8 6-3 9h-10l-3-9z").disc(x + 117, 320, 4).disc(x + 143, 320, 4);
    a.fill(INK, &patch.disc(x + 120, 339, 4).disc(x + 140, 339, 4));
}

fn cycles(a: &mut Art) {
    let left = a.dice.between(380, 430);
    let top = a.dice.between(128, 168);
    house::house(a, left, 680 - left, top);
    backdrop::street(a);
    let paints = [a.p.light(0x00d9_4f3a), a.p.light(0x0035_7fa8), a.p.light(0x00f2_a516), a.p.light(0x001e_7b57)];
    let count = a.dice.between(2, 3);
    for (index, paint) in (0..count).zip(paints) {
        a.scaled(262 + index * 106, GROUND + 14, 116, |a| props::bicycle(a, paint));
    }
    let cloth = a.p.accent;
    a.scaled(212, GROUND + 4, 112, |a| props::person(a, cloth));
    backdrop::string(a);
}
