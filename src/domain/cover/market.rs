//! Scenes of selling and making: counters, carts, umbrellas; cloth, pots, workshops.

use super::backdrop::{self, GROUND};
use super::house;
use super::palette::{CREAM, INK, LAMP, mix};
use super::pen::{Art, Shape};
use super::props;

/// Food: a darshini counter, a fruit cart or a row of market umbrellas.
pub(super) fn food(a: &mut Art) {
    backdrop::skyline(a);
    a.layer("scene");
    match a.dice.between(0, 3) {
        0 | 1 => darshini(a),
        2 => cart(a),
        _ => umbrellas(a),
    }
}

fn darshini(a: &mut Art) {
    let x = a.dice.between(236, 300);
    let tall = a.dice.chance(60);
    let (w, top) = (680 - x, if tall { 112 } else { 166 });
    side_tree(a, x - 120);
    a.layer("darshini");
    house::walls(a, x, w, top);
    if tall {
        let (kind, count) = (a.dice.between(0, 4), a.dice.between(4, 6));
        house::windows(a, (x + 10, top + 20), (w - 20, 40), count, kind);
    }
    house::board(a, x + 26, 178, 300, 28, |s, x, y| s.at(x - 13, y - 9, "h20v4h7v8h-8q-2 6-7 6h-7q-5 0-5-6z"));
    let deep = a.p.deep;
    let inside = if a.p.hour.is_dark() { mix(LAMP, a.p.accent, 20) } else { mix(deep, INK, 35) };
    a.fill(inside, &Shape::new().rect(x + 14, 212, w, 80));
    shelf(a, x + 210, 246, 5);
    let cloth = a.p.cream;
    a.scaled(x + 172, 296, 108, |a| props::person(a, cloth));
    house::awning(a, x + 2, 208, w, 20);
    for drop in [70, 250] {
        house::lamp(a, x + drop, 236, 4);
    }
    counter(a, x);
    backdrop::street(a);
    let cloth = a.p.light(0x0035_479e);
    a.scaled(x - 12, GROUND + 6, 124, |a| props::person(a, cloth));
    backdrop::string(a);
}

/// The steel counter with what is served on it; its edge begins at `x`.
fn counter(a: &mut Art, x: i32) {
    let (steel, deep, accent, cream) = (a.p.steel, a.p.deep, a.p.accent, a.p.cream);
    a.fill(mix(a.p.main, cream, 60), &Shape::new().rect(x + 14, 288, 420, 34));
    let mut tiles = Shape::new();
    for index in 0..=(620 - x) / 26 {
        tiles = tiles.at(x + 28 + index * 26, 294, "l11 11-11 11-11-11z");
    }
    let tile = if a.dice.chance(50) { deep } else { accent };
    a.fill(tile, &tiles);
    a.fill(steel, &Shape::new().rect(x + 6, 281, 430, 8));
    a.fill(mix(steel, deep, 45), &Shape::new().rect(x + 6, 287, 430, 3));
    let boiler = x + a.dice.pick(&[226, 250]);
    a.fill(mix(steel, accent, 30), &Shape::new().rect(boiler - 17, 240, 34, 41).dome(boiler, 241, 17, 13).disc(boiler, 226, 4));
    a.fill(deep, &Shape::new().rect(boiler - 17, 252, 34, 3).rect(boiler - 26, 268, 10, 4));
    let first = a.dice.between(0, 1);
    for index in 0..3 {
        let place = x + 46 + index * 40;
        if (index + first) % 3 == 2 {
            idlis(a, place, 281);
        } else {
            a.scaled(place, 281, 112, props::tumbler);
            props::steam(a, place, 246);
        }
    }
    a.fill(a.p.leaf, &Shape::new().at(x + 276, 281, "q34-16 74 0z"));
    a.fill(mix(accent, cream, 20), &Shape::new().poly(&[(x + 288, 276), (x + 316, 232), (x + 338, 276)]));
}

fn idlis(a: &mut Art, x: i32, y: i32) {
    let (steel, cream) = (a.p.steel, a.p.cream);
    a.fill(cream, &Shape::new().oval(x - 9, y - 7, 11, 6).oval(x + 10, y - 7, 11, 6).oval(x, y - 14, 11, 6));
    a.fill(mix(steel, a.p.deep, 20), &Shape::new().at(x - 25, y - 6, "h50l-6 6h-38z"));
}

/// Jars on a plank.
pub(super) fn shelf(a: &mut Art, x: i32, y: i32, count: i32) {
    let paints = [a.p.accent, a.p.cream, a.p.light(0x00c8_443a), a.p.leaf];
    for index in 0..count {
        let paint = a.dice.pick(&paints);
        let left = x + index * 24;
        a.fill(paint, &Shape::new().pill(left, y - 20, 18, 20));
        a.fill(a.p.wood, &Shape::new().rect(left + 3, y - 24, 12, 5));
    }
    a.fill(a.p.wood, &Shape::new().rect(x - 8, y, count * 24 + 10, 4));
}

/// A tree on the open side, when the dice leave room for one.
pub(super) fn side_tree(a: &mut Art, x: i32) {
    let place = x.max(58) - a.dice.between(0, 34);
    props::tree(a, place, GROUND);
}

fn cart(a: &mut Art) {
    let left = a.dice.between(448, 490);
    let top = a.dice.between(116, 160);
    side_tree(a, 110);
    a.layer("cart");
    house::house(a, left, 690 - left, top);
    backdrop::street(a);
    backdrop::string(a);
    a.layer("produce");
    let (deep, accent, wood) = (a.p.deep, a.p.accent, a.p.wood);
    a.fill(wood, &Shape::new().rect(254, 176, 6, 100).rect(436, 176, 6, 100));
    let cloth = a.p.cream;
    a.scaled(348, 300, 130, |a| props::person(a, cloth));
    heaps(a, 264, 268);
    a.fill(a.p.main, &Shape::new().rect(236, 266, 224, 36));
    a.fill(deep, &Shape::new().rect(228, 262, 240, 8).rect(236, 298, 224, 5));
    let mut marks = Shape::new();
    for index in 0..7 {
        marks = marks.at(252 + index * 32, 276, "l8 8-8 8-8-8z");
    }
    a.fill(accent, &marks);
    for wheel in [276, 420] {
        a.stroke(mix(wood, INK, 30), 5, &Shape::new().disc(wheel, 308, 21));
        a.stroke(wood, 3, &Shape::new().at(wheel - 20, 308, "h40m-20-20v40m-14-34l28 28m0-28l-28 28"));
    }
    a.stroke(wood, 5, &Shape::new().line(&[(462, 278), (492, 268)]));
    house::awning(a, 230, 168, 238, 22);
    a.fill(deep, &Shape::new().poly(&[(226, 166), (262, 140), (436, 140), (470, 166)]));
    house::lamp(a, 300, 186, 14);
    house::lamp(a, 396, 186, 14);
}

/// Three pyramids of fruit standing at `y`.
fn heaps(a: &mut Art, x: i32, y: i32) {
    let fruit = [0x00f2_8a1c, 0x00d9_3a3a, 0x00f6_c43a, 0x008c_b84a, 0x0084_3278];
    let first = a.dice.between(0, 4);
    for heap in 0..3 {
        let at = usize::try_from((first + heap * 2) % 5).unwrap_or(0);
        let paint = a.p.light(fruit.get(at).copied().unwrap_or(LAMP));
        let (mut back, mut front) = (Shape::new(), Shape::new());
        for row in 0..4 {
            for column in 0..4 - row {
                let (px, py) = (x + heap * 66 + column * 14 + row * 7, y - 8 - row * 11);
                if (row + column) % 2 == 0 { front = front.dot(px, py) } else { back = back.dot(px, py) }
            }
        }
        a.stroke(mix(paint, a.p.deep, 20), 16, &back);
        a.stroke(paint, 16, &front);
    }
}

fn umbrellas(a: &mut Art) {
    let left = a.dice.between(340, 420);
    let top = a.dice.between(96, 130);
    house::house(a, left, 680 - left, top);
    backdrop::street(a);
    backdrop::string(a);
    a.layer("umbrellas");
    let cloths = [a.p.accent, a.p.main, a.p.light(0x002f_7da0), a.p.light(0x00d9_4f7a)];
    let first = a.dice.between(0, 3);
    for index in [0, 2, 1] {
        let x = 178 + index * 150 + a.dice.between(-10, 10);
        let turn = usize::try_from((index + first) % 4).unwrap_or(0);
        let cloth = cloths.get(turn).copied().unwrap_or(CREAM);
        let drop = if index == 1 { 0 } else { 14 };
        a.moved(x, GROUND - drop / 2, |a| {
            a.fill(a.p.wood, &Shape::new().rect(-3, -150 + drop, 6, 150 - drop));
            let vendor = mix(cloth, a.p.cream, 60);
            a.scaled(-34, 0, 118, |a| props::person(a, vendor));
            spices(a);
            parasol(a, -150 + drop, cloth);
        });
    }
}

fn parasol(a: &mut Art, y: i32, cloth: u32) {
    let (cream, deep) = (a.p.cream, mix(cloth, a.p.deep, 36));
    a.fill(cloth, &Shape::new().at(-92, y + 34, "q10-62 92-64 82 2 92 64q-15-12-31 0-15-12-30 0-16-12-31 0-15-12-31 0-15-12-30 0-16-12-31 0z"));
    a.fill(cream, &Shape::new().at(-61, y + 34, "q8-52 61-64-16 24-30 64-16-12-31 0z").at(31, y + 34, "q-12-46-31-64 46 18 61 64-15-12-30 0z"));
    a.fill(deep, &Shape::new().rect(-2, y - 38, 4, 10));
}

/// A low table with cones of spice in baskets.
fn spices(a: &mut Art) {
    let paints = [0x00d9_3a2a, 0x00f2_a516, 0x008a_5a2e, 0x0076_9a3e, 0x00e8_6a2a, 0x00f5_d76a];
    let (wood, deep) = (a.p.wood, a.p.deep);
    a.fill(mix(wood, INK, 30), &Shape::new().rect(-62, -30, 6, 30).rect(56, -30, 6, 30));
    for place in [-44, -15, 15, 44] {
        let paint = a.dice.pick(&paints);
        let paint = a.p.light(paint);
        a.fill(paint, &Shape::new().at(place - 14, -44, "l14-26 14 26z"));
        a.fill(mix(paint, CREAM, 25), &Shape::new().at(place, -70, "l-14 26h9z"));
        a.fill(wood, &Shape::new().at(place - 15, -46, "h30l-4 10h-22z"));
    }
    a.fill(deep, &Shape::new().rect(-68, -38, 136, 7));
    a.fill(mix(deep, a.p.main, 50), &Shape::new().rect(-60, -31, 120, 18));
}

/// Craft: cloth drying on a line, a potter's shop or a workshop window.
pub(super) fn craft(a: &mut Art) {
    backdrop::skyline(a);
    a.layer("scene");
    let left = a.dice.between(230, 280);
    match a.dice.between(0, 2) {
        0 => {
            let wide = a.dice.between(452, 500);
            props::tree(a, 84, GROUND);
            a.layer("craft");
            let top = a.dice.between(118, 164);
            house::house(a, wide, 690 - wide, top);
            backdrop::street(a);
            drying(a, wide);
            backdrop::string(a);
        }
        1 => {
            pottery(a, left);
            backdrop::string(a);
        }
        _ => {
            side_tree(a, left - 130);
            a.layer("craft");
            workshop(a, left);
            backdrop::string(a);
        }
    }
}

/// A line of printed cloth between two poles, up to the house at `right`.
fn drying(a: &mut Art, right: i32) {
    let (wood, deep) = (a.p.wood, a.p.deep);
    a.fill(wood, &Shape::new().rect(196, 170, 7, 160).rect(right - 22, 170, 7, 160));
    a.stroke(deep, 2, &Shape::new().at(199, 178, &format!("q{} 16 {} 0", (right - 218) / 2, right - 218)));
    let wide = (right - 240) / 3;
    for index in 0..3 {
        let (x, long) = (212 + index * wide, a.dice.between(92, 116));
        cloth(a, x, 184, wide - 8, long);
    }
    let paint = a.p.accent;
    a.scaled(174, GROUND + 8, 120, |a| props::person(a, paint));
    let vat = a.p.light(0x00b5_6a43);
    a.scaled(right - 60, GROUND + 12, 110, |a| props::pot(a, 3, vat));
}

/// A length of block-printed cloth hung from its upper edge.
fn cloth(a: &mut Art, x: i32, y: i32, w: i32, h: i32) {
    let grounds = [a.p.main, a.p.cream, a.p.accent, a.p.light(0x00b2_3a46), a.p.light(0x001e_7b57)];
    let ground = a.dice.pick(&grounds);
    let ink = if ground == a.p.cream || ground == a.p.accent { a.p.main } else { a.p.cream };
    a.fill(ground, &Shape::new().at(x, y, &format!("h{w}v{h}q-{0} 8-{1} 0t-{1} 0z", w / 4, w / 2)));
    let (mut motif, kind) = (Shape::new(), a.dice.between(0, 4));
    let pitch = if w < 60 { 16 } else { 18 };
    for row in 0..(h - 24) / pitch {
        for column in 0..(w - 6) / pitch {
            let (px, py) = (x + 12 + column * pitch + (row % 2) * 2, y + 16 + row * pitch);
            motif = match kind {
                0 => motif.at(px, py - 6, "l6 6-6 6-6-6z"),
                1 => motif.at(px, py + 6, "q-8-4-4-10 4-4 7 1 2 7-3 9z"),
                2 => motif.at(px - 7, py, "q6-1 7-7q1 6 7 7-6 1-7 7-1-6-7-7z"),
                3 => motif.rect(px - 6, py - 2, 12, 3),
                _ => motif.at(px - 6, py + 4, "l6-9 6 9z"),
            };
        }
    }
    let hem = Shape::new().rect(x, y + h - 13, w, 3).rect(x, y + h - 7, w, 2).rect(x, y + 5, w, 2);
    a.fill(ink, &motif);
    a.fill(ink, &hem);
    a.fill(a.p.wood, &Shape::new().rect(x + 6, y - 5, 4, 10).rect(x + w - 10, y - 5, 4, 10));
}

fn pottery(a: &mut Art, x: i32) {
    let w = 690 - x;
    side_tree(a, x - 124);
    a.layer("pottery");
    house::walls(a, x, w, 146);
    house::board(a, x + 40, 158, 270, 26, |s, x, y| s.at(x - 4, y + 8, "c-10-4-9-14 0-15v-3h8v3c9 1 10 11 0 15z"));
    let deep = a.p.deep;
    let inside = if a.p.hour.is_dark() { mix(LAMP, a.p.accent, 34) } else { mix(deep, INK, 26) };
    a.fill(inside, &Shape::new().rect(x + 18, 192, w, 130));
    let clays = [0x00c4_6a43, 0x00d9_8a55, 0x0035_7f9a, 0x00e8_d8bc, 0x009a_4a32];
    for row in 0..2 {
        let y = 248 + row * 46;
        for column in 0..8 {
            let (kind, paint, size) = (a.dice.between(0, 3), a.dice.pick(&clays), a.dice.between(78, 100));
            let paint = a.p.light(paint);
            a.scaled(x + 50 + column * 46, y, size, |a| props::pot(a, kind, paint));
        }
        a.fill(a.p.wood, &Shape::new().rect(x + 18, y, w, 6));
    }
    backdrop::street(a);
    house::awning(a, x + 4, 186, w, 16);
    wheel(a, x + 60);
}

/// A potter at the wheel before the shop.
fn wheel(a: &mut Art, x: i32) {
    let cloth = a.p.accent;
    a.scaled(x, GROUND + 12, 116, |a| props::sitter(a, cloth));
    let (wood, clay) = (a.p.wood, a.p.light(0x00c4_6a43));
    a.fill(mix(wood, INK, 30), &Shape::new().rect(x + 54, GROUND - 8, 10, 20));
    a.fill(wood, &Shape::new().oval(x + 59, GROUND - 9, 34, 7));
    a.scaled(x + 59, GROUND - 11, 96, |a| props::pot(a, 0, clay));
    a.scaled(x + 142, GROUND + 10, 120, |a| props::pot(a, 2, clay));
}

fn workshop(a: &mut Art, x: i32) {
    let (w, deep, main) = (690 - x, a.p.deep, a.p.main);
    house::walls(a, x, w, 120);
    let lit = a.p.hour.is_dark();
    let inside = if lit { mix(LAMP, a.p.accent, 24) } else { mix(main, CREAM, 66) };
    let mut arches = Shape::new();
    for bay in 0..2 {
        arches = arches.arch(x + 26 + bay * 176, 142, 156, 158);
    }
    a.fill(deep, &arches);
    for bay in 0..2 {
        let left = x + 34 + bay * 176;
        a.fill(inside, &Shape::new().arch(left, 150, 140, 150));
        a.stroke(deep, 2, &Shape::new().line(&[(left, 216), (left + 140, 216)]));
        for piece in 0..3 {
            let long = a.dice.between(50, 72);
            cloth(a, left + 5 + piece * 45, 218, 40, long);
        }
        a.stroke(deep, 3, &Shape::new().at(left + 70, 150, "v64m-58 0q6-40 58-46 52 6 58 46"));
    }
    a.fill(mix(deep, INK, 20), &Shape::new().rect(x + 16, 298, w, 8));
    a.fill(mix(main, deep, 40), &Shape::new().rect(x, 306, w, 16));
    backdrop::street(a);
    let paint = a.p.light(0x00c4_6a43);
    a.scaled(x + 4, GROUND + 6, 92, props::plant);
    a.scaled(x + 196, GROUND + 8, 112, |a| props::pot(a, 3, paint));
}
