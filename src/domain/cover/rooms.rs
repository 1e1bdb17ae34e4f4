//! Scenes of walls and windows: library, kitchen, bookstall; murals and galleries.

use super::backdrop::{self, GROUND};
use super::house;
use super::market;
use super::palette::{CREAM, INK, LAMP, mix};
use super::pen::{Art, Shape};
use super::props;

/// Learning: a library window, a kitchen window or a bookstall on the pavement.
pub(super) fn learning(a: &mut Art) {
    backdrop::skyline(a);
    a.layer("scene");
    let x = a.dice.between(230, 276);
    match a.dice.between(0, 2) {
        0 => big_window(a, x, library),
        1 => big_window(a, x, kitchen),
        _ => bookstall(a, x),
    }
    backdrop::string(a);
}

/// A house close by, so that one looks in at its window.
fn big_window(a: &mut Art, x: i32, inside: impl FnOnce(&mut Art, i32)) {
    market::side_tree(a, x - 126);
    a.layer("window");
    let (w, main, deep, accent) = (700 - x, a.p.main, a.p.deep, a.p.accent);
    house::walls(a, x, w, 100);
    let room = if a.p.hour.is_dark() { mix(LAMP, CREAM, 30) } else { mix(main, CREAM, 72) };
    let left = x + 52;
    a.fill(deep, &Shape::new().rect(left - 12, 134, 264, 164));
    a.fill(room, &Shape::new().rect(left, 146, 240, 140));
    inside(a, left);
    // whoever stands inside is seen down to the sill
    a.fill(main, &Shape::new().rect(left - 12, 298, 264, 14));
    a.fill(deep, &Shape::new().rect(left + 117, 140, 6, 150).rect(left - 12, 286, 264, 12));
    for side in [left - 62, left + 256] {
        a.fill(accent, &Shape::new().rect(side, 136, 46, 160));
        let mut slats = Shape::new();
        for slat in 0..12 {
            slats = slats.rect(side + 7, 146 + slat * 12, 32, 5);
        }
        a.fill(mix(accent, deep, 50), &slats);
    }
    a.fill(mix(main, CREAM, 50), &Shape::new().rect(left - 22, 292, 284, 10));
    a.fill(deep, &Shape::new().rect(left - 30, 122, 300, 9));
    a.fill(mix(main, deep, 40), &Shape::new().rect(x, 308, w, 14));
    backdrop::street(a);
    a.scaled(left + 214, 292, 76, props::plant);
    if a.dice.chance(60) {
        a.moved(left + 150, 292, props::cat);
    }
    a.scaled(x - 20, GROUND + 4, 104, props::plant);
}

/// Books standing on a shelf from `x`, filling `w`.
fn books(a: &mut Art, x: i32, y: i32, w: i32) {
    let paints = [a.p.accent, a.p.deep, a.p.light(0x0035_479e), a.p.light(0x00b2_3a46), a.p.light(0x0084_3278), a.p.light(0x002f_7da0), a.p.cream];
    let mut shapes: [Shape; 7] = Default::default();
    let mut at = x;
    let mut bands = Shape::new();
    while at < x + w - 12 {
        let (thick, tall) = (a.dice.between(7, 13), a.dice.between(24, 38));
        let slot = usize::try_from(a.dice.between(0, 6)).unwrap_or(0);
        if let Some(shape) = shapes.get_mut(slot) {
            *shape = std::mem::take(shape).rect(at, y - tall, thick, tall);
        }
        if a.dice.chance(40) {
            bands = bands.rect(at, y - tall + 6, thick, 3);
        }
        at += thick + if a.dice.chance(12) { 12 } else { 1 };
    }
    for (shape, paint) in shapes.iter().zip(paints) {
        a.fill(paint, shape);
    }
    a.fill(LAMP, &bands);
    a.fill(a.p.wood, &Shape::new().rect(x - 2, y, w + 4, 5));
}

fn library(a: &mut Art, x: i32) {
    for row in 0..3 {
        books(a, x + 2, 188 + row * 45, 236);
    }
    let cloth = a.p.accent;
    a.scaled(x + 64, 306, 150, |a| props::person(a, cloth));
    let cream = a.p.cream;
    a.fill(cream, &Shape::new().at(x + 50, 262, "q18-8 34 0 16-8 34 0v26q-18-6-34 0-16-6-34 0z"));
    house::lamp(a, x + 180, 146, 22);
}

fn kitchen(a: &mut Art, x: i32) {
    market::shelf(a, x + 14, 196, 4);
    market::shelf(a, x + 134, 196, 4);
    let (steel, deep, accent) = (a.p.steel, a.p.deep, a.p.accent);
    a.stroke(deep, 2, &Shape::new().at(x + 140, 206, "h84m-70 0v14m28-14v20m28-20v12"));
    a.fill(mix(steel, deep, 30), &Shape::new().disc(x + 154, 230, 11).disc(x + 182, 238, 13).disc(x + 210, 228, 10));
    let cloth = a.p.light(0x00b2_3a46);
    a.scaled(x + 48, 314, 150, |a| props::person(a, cloth));
    a.fill(deep, &Shape::new().rect(x, 278, 240, 8));
    a.fill(accent, &Shape::new().at(x + 78, 252, "h52l-4 26h-44z"));
    a.fill(steel, &Shape::new().rect(x + 74, 247, 60, 6).disc(x + 104, 244, 5));
    props::steam(a, x + 92, 238);
    props::steam(a, x + 114, 234);
}

fn bookstall(a: &mut Art, x: i32) {
    let (w, deep) = (690 - x, a.p.deep);
    market::side_tree(a, x - 126);
    a.layer("stall");
    let top = a.dice.between(96, 116);
    house::walls(a, x, w, top);
    let kind = a.dice.between(0, 4);
    house::windows(a, (x + 10, top + 20), (w - 20, 40), 5, kind);
    let inside = if a.p.hour.is_dark() { mix(LAMP, a.p.main, 24) } else { mix(deep, INK, 24) };
    a.fill(inside, &Shape::new().rect(x + 16, 180, w, 142));
    books(a, x + 24, 236, 390);
    books(a, x + 24, 278, 390);
    house::awning(a, x + 4, 176, w, 20);
    backdrop::street(a);
    let cloth = a.p.accent;
    for place in [x + 108, x + 224] {
        let mut stack = Shape::new();
        for layer in 0..5 {
            stack = stack.rect(place + a.dice.between(-5, 5), GROUND + 4 - layer * 9, 52, 8);
        }
        a.fill(a.p.cream, &stack);
        a.fill(cloth, &Shape::new().rect(place - 2, GROUND - 14, 56, 8).rect(place + 2, GROUND + 4, 50, 8));
    }
    let dress = a.p.light(0x0035_479e);
    a.scaled(x + 54, GROUND + 10, 136, |a| props::person(a, dress));
    if a.dice.chance(50) {
        a.moved(x + 190, GROUND + 14, props::dog);
    }
}

/// Art: a mural on a long wall with ladder and pails, or pictures in a gallery.
pub(super) fn art(a: &mut Art) {
    backdrop::skyline(a);
    a.layer("scene");
    let x = a.dice.between(170, 236);
    let top = a.dice.between(138, 160);
    props::tree(a, x - 70, GROUND);
    a.layer("mural");
    let (w, main, deep, cream) = (690 - x, a.p.main, a.p.deep, a.p.cream);
    let gallery = a.dice.chance(30);
    a.fill(if gallery { mix(cream, main, 10) } else { main }, &Shape::new().rect(x, top, w, GROUND - top));
    if gallery {
        pictures(a, x);
    } else {
        a.group(&format!("translate({} 0)", x - 170), |a| match a.dice.between(0, 4) {
            0 => lotus(a),
            1 => peacock(a),
            2 => dancers(a),
            3 => fish(a),
            _ => blocks(a),
        });
    }
    a.fill(deep, &Shape::new().rect(x - 6, top - 6, w, 10).rect(x, GROUND - 10, w, 10));
    backdrop::street(a);
    if !gallery {
        ladder(a, x + 96);
    }
    // a visitor stands before the pictures, a painter beside the ladder
    let (cloth, place) = (a.p.accent, if gallery { x + 226 } else { x + 56 });
    a.scaled(place, GROUND + 10, 112, |a| props::person(a, cloth));
    backdrop::string(a);
}

fn ladder(a: &mut Art, x: i32) {
    let wood = a.p.light(0x00d9_a860);
    a.stroke(wood, 5, &Shape::new().line(&[(x, GROUND + 8), (x + 34, 160)]).line(&[(x + 34, GROUND + 8), (x + 60, 160)]));
    let mut rungs = Shape::new();
    for rung in 0..7 {
        rungs = rungs.line(&[(x + 6 + rung * 4, GROUND - 14 - rung * 20), (x + 36 + rung * 3, GROUND - 14 - rung * 20)]);
    }
    a.stroke(wood, 4, &rungs);
    let pails = [a.p.accent, a.p.light(0x00f2_a516), a.p.cream];
    for (index, paint) in (0..3).zip(pails) {
        let left = x + 152 - index * 30;
        a.fill(a.p.steel, &Shape::new().at(left, GROUND - 10, "h24l-3 22h-18z"));
        a.fill(paint, &Shape::new().oval(left + 12, GROUND - 10, 12, 4).rect(left + 4, GROUND - 8, 6, 12));
    }
}

fn lotus(a: &mut Art) {
    let (accent, cream, deep) = (a.p.accent, a.p.cream, a.p.deep);
    a.fill(mix(a.p.main, a.p.light(LAMP), 80), &Shape::new().disc(400, 236, 84));
    a.fill(accent, &Shape::new().at(160, 282, "q60-30 120 0t120 0 120 0 160 0v40h-520z"));
    let mut rays = Shape::new();
    for (dx, dy) in [(-150, -30), (-120, -68), (120, -68), (150, -30), (-140, 10), (140, 10)] {
        rays = rays.disc(400 + dx, 236 + dy, 9);
    }
    a.fill(cream, &rays);
    a.fill(mix(a.p.main, cream, 44), &Shape::new().at(400, 292, "q-110-10-120-80 80 0 120 80zq110-10 120-80-80 0-120 80z"));
    a.fill(mix(a.p.main, cream, 68), &Shape::new().at(400, 292, "q-70-40-50-110 60 30 50 110zq70-40 50-110-60 30-50 110z"));
    a.fill(cream, &Shape::new().at(400, 292, "q-40-60 0-130 40 70 0 130z"));
    a.fill(deep, &Shape::new().disc(400, 252, 7).disc(390, 268, 5).disc(410, 268, 5));
}

fn peacock(a: &mut Art) {
    let (accent, cream, deep, gold) = (a.p.accent, a.p.cream, a.p.deep, a.p.light(0x00f2_b52e));
    a.fill(mix(accent, deep, 36), &Shape::new().at(276, 312, "a124 140 0 0 1 248 0z"));
    a.fill(accent, &Shape::new().at(296, 312, "a104 116 0 0 1 208 0z"));
    let (mut outer, mut inner, mut eyes) = (Shape::new(), Shape::new(), Shape::new());
    let rims = [(-110, -24), (-102, -66), (-76, -100), (-40, -122), (0, -130), (40, -122), (76, -100), (102, -66), (110, -24)];
    for (dx, dy) in rims {
        outer = outer.disc(400 + dx, 312 + dy, 11);
        inner = inner.disc(400 + dx * 3 / 5, 312 + dy * 3 / 5, 9);
        eyes = eyes.disc(400 + dx, 312 + dy, 5).disc(400 + dx * 3 / 5, 312 + dy * 3 / 5, 4);
    }
    a.fill(gold, &outer);
    a.fill(cream, &inner);
    a.fill(deep, &eyes);
    let blue = a.p.light(0x0023_4aa0);
    a.fill(blue, &Shape::new().at(366, 312, "c-6-50 26-54 24-96 2-22 26-22 28 0-2 34 28 46 22 96z"));
    a.fill(gold, &Shape::new().at(390, 212, "l-18 5 18 5z"));
    a.fill(cream, &Shape::new().disc(402, 212, 4));
    a.stroke(gold, 2, &Shape::new().at(404, 200, "l-10-18m10 18v-20m0 20l10-18"));
}

/// Figures of two triangles in a ring, after the walls of the Warli.
fn dancers(a: &mut Art) {
    let (cream, deep) = (a.p.cream, a.p.deep);
    a.fill(mix(a.p.main, deep, 46), &Shape::new().rect(230, 160, 420, 152));
    let ring = [(-150, 12), (-118, -16), (-72, -32), (-24, -40), (24, -40), (72, -32), (118, -16), (150, 12)];
    let (mut bodies, mut limbs) = (Shape::new(), Shape::new());
    for (dx, dy) in ring {
        let (x, y) = (440 + dx, 252 + dy);
        bodies = bodies.disc(x, y - 34, 6).at(x - 11, y - 26, "h22l-11 15z").at(x, y - 13, "l10 14h-20z");
        limbs = limbs.at(x - 11, y - 26, "l-11 14m33-14l11 14").at(x - 5, y, "l-5 16m14-16l5 16");
    }
    bodies = bodies.disc(440, 254, 6).at(429, 262, "h22l-11 15z").at(440, 275, "l10 14h-20z");
    a.stroke(cream, 2, &limbs.at(429, 262, "l-12-8m34 8l14-8m-30 36l-4 12m14-12l4 12").line(&[(238, 304), (640, 304)]));
    a.fill(cream, &bodies);
    let mut sun = Shape::new().disc(268, 190, 12);
    for (dx, dy) in [(0, -22), (16, -16), (22, 0), (16, 16), (0, 22), (-16, 16), (-22, 0), (-16, -16)] {
        sun = sun.disc(268 + dx, 190 + dy, 3);
    }
    a.fill(a.p.light(LAMP), &sun);
}

fn fish(a: &mut Art) {
    let (accent, cream, deep, gold) = (a.p.accent, a.p.cream, a.p.deep, a.p.light(0x00f2_b52e));
    a.fill(mix(accent, deep, 30), &Shape::new().at(160, 270, "q40-22 80 0t80 0 80 0 80 0 80 0 80 0v52h-500z"));
    for (x, y, paint) in [(330, 214, gold), (500, 246, cream)] {
        a.fill(paint, &Shape::new().at(x - 84, y, "q76-68 136-6l34-28q-8 34 0 64l-34-26q-64 54-136-4z"));
        let mut scales = Shape::new();
        for row in 0..3 {
            for column in 0..4 {
                scales = scales.at(x - 30 + column * 20, y - 20 + row * 16, "q14 7 0 14");
            }
        }
        a.stroke(deep, 3, &scales.at(x - 46, y - 26, "q14 26 0 50"));
        a.fill(deep, &Shape::new().disc(x - 62, y - 4, 5));
    }
    a.fill(cream, &Shape::new().disc(220, 196, 8).disc(236, 176, 5).disc(420, 190, 6).disc(412, 172, 4));
}

fn blocks(a: &mut Art) {
    let paints = [a.p.accent, a.p.cream, a.p.light(0x00f2_b52e), a.p.light(0x0023_4aa0), a.p.deep, a.p.light(0x00ee_7a4a)];
    for column in 0..8 {
        for row in 0..3 {
            let (x, y) = (176 + column * 56, 152 + row * 54);
            let (ground, ink) = (a.dice.pick(&paints), a.dice.pick(&paints));
            a.fill(ground, &Shape::new().rect(x, y, 56, 54));
            let mark = match a.dice.between(0, 5) {
                0 => Shape::new().at(x, y + 54, "a54 54 0 0 1 54-54v54z"),
                1 => Shape::new().disc(x + 28, y + 27, 19),
                2 => Shape::new().at(x, y, "h56l-56 54z"),
                3 => Shape::new().dome(x + 28, y + 54, 28, 27).dome(x + 28, y + 27, 28, 27),
                4 => Shape::new().at(x + 28, y + 4, "q26 23 0 46-26-23 0-46z"),
                _ => Shape::new().at(x + 56, y, "a54 54 0 0 1-54 54v-54z"),
            };
            a.fill(ink, &mark);
        }
    }
}

fn pictures(a: &mut Art, x: i32) {
    let (deep, accent, main, cream) = (a.p.deep, a.p.accent, a.p.main, a.p.cream);
    let papers = [accent, main, a.p.light(0x00f2_b52e), a.p.light(0x0023_4aa0)];
    let mut at = x + 34;
    while at < 640 {
        let (w, h) = (a.dice.between(62, 104), a.dice.between(62, 96));
        let y = 224 - h / 2;
        a.fill(deep, &Shape::new().rect(at - 6, y - 6, w + 12, h + 12));
        let (ground, ink) = (a.dice.pick(&papers), a.dice.pick(&[cream, deep]));
        a.fill(ground, &Shape::new().rect(at, y, w, h));
        let mark = match a.dice.between(0, 3) {
            0 => Shape::new().disc(at + w / 2, y + h / 2, 20).rect(at, y + h - 16, w, 8),
            1 => Shape::new().at(at, y + h, &format!("l{0}-44 {0} 44z", w / 3)).at(at + w / 3, y + h, &format!("l{0}-34 {0} 34z", w / 3)),
            2 => Shape::new().arch(at + w / 2 - 18, y + 14, 36, h - 14),
            _ => Shape::new().at(at + w / 2, y + h - 8, "q-40-30 0-52 40 22 0 52z"),
        };
        a.fill(ink, &mark);
        house::lamp(a, at + w / 2, 150, 6);
        at += w + 30;
    }
}
