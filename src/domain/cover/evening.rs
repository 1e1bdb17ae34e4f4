//! Scenes of sound and signs: stage, veranda and the corner at night.

use super::backdrop::{self, GROUND};
use super::house;
use super::palette::{INK, LAMP, mix};
use super::pen::{Art, Shape};
use super::props;

/// Music: a stage under a canopy or the veranda of an old house.
pub(super) fn music(a: &mut Art) {
    backdrop::skyline(a);
    a.layer("scene");
    let x = a.dice.between(214, 250);
    props::tree(a, x - 110, GROUND);
    a.layer("music");
    if a.dice.chance(50) {
        stage(a, x);
    } else {
        veranda(a, x);
    }
    backdrop::string(a);
}

fn stage(a: &mut Art, x: i32) {
    let (main, deep, accent, cream) = (a.p.main, a.p.deep, a.p.accent, a.p.cream);
    let w = 356;
    a.fill(mix(deep, INK, 20), &Shape::new().rect(x + 8, 140, w - 16, 160));
    let glow = mix(main, accent, if a.p.hour.is_dark() { 46 } else { 22 });
    a.fill(glow, &Shape::new().dome(x + w / 2, 288, 140, 120));
    a.fill(mix(glow, cream, 22), &Shape::new().dome(x + w / 2, 288, 96, 84));
    players(a, x + 64, 286);
    for (left, edge) in [(x + 8, "h54q4 70-36 146h-18z"), (x + w - 62, "h54v146h-18q-40-76-36-146z")] {
        a.fill(main, &Shape::new().at(left, 142, edge));
        a.stroke(deep, 2, &Shape::new().at(left + 18, 146, "q4 60-6 120m24-120q4 60-14 110"));
    }
    a.fill(deep, &Shape::new().rect(x, 128, 12, 190).rect(x + w - 12, 128, 12, 190));
    let mut swag = Shape::new();
    for index in 0..4 {
        swag = swag.at(x + index * w / 4, 132, &format!("h{0}q-{1} 56-{0} 0z", w / 4, w / 8));
    }
    a.fill(accent, &swag);
    a.fill(deep, &Shape::new().rect(x - 12, 120, w + 24, 14));
    let roof = if a.dice.chance(50) { format!("q{} -64 {} 0z", w / 2, w + 24) } else { format!("l{} -46h70l{} 46z", w / 2 - 23, w / 2 - 23) };
    a.fill(main, &Shape::new().at(x - 12, 121, &roof));
    a.fill(a.p.wood, &Shape::new().rect(x - 16, 286, w + 32, 10));
    a.fill(deep, &Shape::new().rect(x - 8, 296, w + 16, 26));
    let mut fringe = Shape::new();
    for index in 0..w / 24 {
        fringe = fringe.at(x + index * 24, 296, "h20l-10 14z");
    }
    a.fill(accent, &fringe);
    backdrop::street(a);
    audience(a, x + 110);
}

/// Heads of those who came early, seen from behind.
fn audience(a: &mut Art, x: i32) {
    for index in 0..4 {
        let paint = a.dice.pick(&[0x00c8_443a, 0x0035_7f9a, 0x00f2_a516, 0x001e_7b57]);
        let paint = a.p.light(paint);
        let place = x + index * 58 + a.dice.between(-8, 8);
        a.fill(paint, &Shape::new().at(place - 20, 346, "q2-24 20-24t20 24z"));
        let hair = mix(a.p.wood, a.p.cream, 8);
        a.fill(hair, &Shape::new().disc(place, 315, 10));
    }
}

/// Two or three players on a floor at `y`.
fn players(a: &mut Art, x: i32, y: i32) {
    let (one, two, cream) = (a.p.cream, a.p.accent, mix(a.p.cream, a.p.accent, 30));
    let kind = a.dice.between(0, 2);
    a.scaled(x + 40, y, 112, |a| props::sitter(a, one));
    match kind {
        0 => a.group(&format!("translate({} {}) rotate(-58)", x + 40, y - 16), sitar),
        1 => a.group(&format!("translate({} {}) rotate(-80)", x + 14, y - 20), veena),
        _ => a.moved(x + 40, y, harmonium),
    }
    a.scaled(x + 168, y, 112, |a| props::sitter(a, two));
    a.moved(x + 168, y, tabla);
    if a.dice.chance(50) {
        a.scaled(x + 104, y, 100, |a| props::sitter(a, cream));
        let steel = a.p.steel;
        a.stroke(steel, 3, &Shape::new().line(&[(x + 104, y), (x + 104, y - 36)]));
        a.fill(INK, &Shape::new().oval(x + 104, y - 40, 5, 7));
    }
}

fn sitar(a: &mut Art) {
    let (wood, pale) = (a.p.light(0x00a8_5a2a), a.p.light(0x00f0_c27a));
    a.fill(wood, &Shape::new().rect(8, -5, 118, 9).disc(-8, 0, 20).oval(92, 12, 9, 9));
    a.fill(pale, &Shape::new().disc(-8, 0, 12));
    a.stroke(pale, 2, &Shape::new().line(&[(-12, 0), (122, 0)]));
    a.stroke(wood, 3, &Shape::new().line(&[(104, -10), (104, 8)]).line(&[(114, -10), (114, 8)]));
}

fn veena(a: &mut Art) {
    a.group("rotate(70)", |a| {
        let (wood, pale) = (a.p.light(0x009a_4f24), a.p.light(0x00f0_c27a));
        a.fill(wood, &Shape::new().rect(-10, -6, 104, 10).disc(-14, 0, 19).disc(78, 12, 14));
        a.fill(pale, &Shape::new().disc(-14, 0, 11));
        a.stroke(pale, 2, &Shape::new().line(&[(-14, -1), (92, -1)]));
        a.stroke(wood, 5, &Shape::new().at(93, -2, "q14 2 10 14"));
    });
}

fn harmonium(a: &mut Art) {
    let (wood, cream) = (a.p.light(0x008a_4a26), a.p.cream);
    a.fill(wood, &Shape::new().rect(-30, -30, 60, 28));
    a.fill(mix(wood, INK, 30), &Shape::new().at(-30, -30, "l-6-20h10l8 20z"));
    a.fill(cream, &Shape::new().rect(-26, -30, 52, 7));
    let mut keys = Shape::new();
    for key in 0..7 {
        keys = keys.rect(-23 + key * 7, -30, 3, 5);
    }
    a.fill(INK, &keys.disc(-12, -14, 4).disc(0, -14, 4).disc(12, -14, 4));
}

fn tabla(a: &mut Art) {
    let (steel, wood, cream) = (a.p.steel, a.p.light(0x00a8_5a2a), a.p.cream);
    a.fill(steel, &Shape::new().at(-36, -28, "h34q4 28-9 28h-16q-13 0-9-28z"));
    a.fill(wood, &Shape::new().at(6, -30, "h26l4 30h-34z"));
    a.fill(cream, &Shape::new().oval(-19, -28, 17, 6).oval(19, -30, 13, 5));
    a.fill(INK, &Shape::new().oval(-17, -28, 7, 2).oval(19, -30, 6, 2));
}

fn veranda(a: &mut Art, x: i32) {
    let (main, deep, cream, accent) = (a.p.main, a.p.deep, a.p.cream, a.p.accent);
    let w = 690 - x;
    let tile = a.p.light(0x00b5_5334);
    a.fill(tile, &Shape::new().poly(&[(x - 24, 176), (x + 40, 96), (680, 96), (680, 176)]));
    let mut rows = Shape::new();
    for row in 0..4 {
        rows = rows.line(&[(x + 26 - row * 15, 114 + row * 18), (680, 114 + row * 18)]);
    }
    a.stroke(mix(tile, deep, 40), 3, &rows);
    a.fill(mix(tile, deep, 46), &Shape::new().rect(x - 28, 172, w + 40, 9).rect(x + 34, 90, w, 9));
    let wall = if a.p.hour.is_dark() { mix(main, LAMP, 36) } else { mix(main, cream, 26) };
    a.fill(wall, &Shape::new().rect(x, 181, w, 112));
    let door = x + 222;
    a.fill(deep, &Shape::new().ogee(door - 28, 196, 56, 97));
    a.fill(if a.p.hour.is_dark() { LAMP } else { mix(deep, INK, 40) }, &Shape::new().ogee(door - 20, 208, 40, 85));
    house::windows(a, (x + 70, 204), (70, 44), 1, 1);
    house::windows(a, (x + 300, 204), (70, 44), 1, 1);
    house::lamp(a, x + 150, 181, 12);
    house::lamp(a, x + 296, 181, 12);
    a.fill(accent, &Shape::new().at(x + 34, 290, "h250l10 6h-270z"));
    players(a, x + 62, 292);
    let (mut pillars, mut caps) = (Shape::new(), Shape::new());
    for place in [x + 6, x + 196 + 70, x + 420] {
        pillars = pillars.rect(place, 190, 12, 100);
        caps = caps.rect(place - 6, 181, 24, 10).rect(place - 4, 284, 20, 10);
    }
    a.fill(cream, &pillars);
    a.fill(deep, &caps);
    a.fill(mix(main, deep, 60), &Shape::new().rect(x - 14, 294, w, 12).rect(x - 26, 306, w + 20, 16));
    a.fill(mix(main, deep, 30), &Shape::new().rect(x - 14, 294, w, 4).rect(x - 26, 306, w + 20, 4));
    backdrop::street(a);
    a.scaled(x - 4, GROUND, 90, props::plant);
    if a.dice.chance(50) {
        a.moved(x + 110, GROUND + 14, props::dog);
    }
}

/// Nightlife: a corner of signs in light and scooters at the curb.
pub(super) fn nightlife(a: &mut Art) {
    backdrop::skyline(a);
    a.layer("scene");
    let x = a.dice.between(300, 350);
    let top = a.dice.between(130, 154);
    let low = a.dice.between(150, 196);
    // a neighbor on the other side makes it a street
    let wide = a.dice.between(110, 150);
    a.fill(mix(a.p.main, a.p.deep, 55), &Shape::new().rect(-10, low, wide + 10, GROUND - low));
    a.fill(a.p.deep, &Shape::new().rect(-10, low - 8, wide + 18, 10));
    house::windows(a, (12, low + 18), (wide - 20, 46), 2, 2);
    house::house(a, x, 690 - x, top);
    let signs = a.dice.between(0, 3);
    sign(a, (x - 58, 150), signs, 1);
    sign(a, (wide + 8, low + 22), signs + 1, -1);
    sign(a, (x + 120, top - 82), signs + 2, 0);
    backdrop::street(a);
    glow_on_street(a, x);
    let paints = [a.p.light(0x002f_a7a0), a.p.light(0x00e8_5a3a), a.p.light(0x00f2_b52e), a.p.accent];
    let first = a.dice.between(0, 1);
    for (index, paint) in (0..2 + first).zip(paints) {
        a.scaled(x + 22 + index * 92, GROUND + 10, 110, |a| props::scooter(a, paint));
    }
    if first == 0 {
        a.scaled(x - 82, GROUND + 10, 112, props::auto_rickshaw);
    }
    let (one, two) = (a.p.accent, a.p.light(0x0035_7fa8));
    a.scaled(x - 20 - first * 50, GROUND + 6, 116, |a| props::person(a, one));
    if first == 1 {
        a.scaled(x - 98, GROUND + 6, 116, |a| props::person(a, two));
    }
    backdrop::string(a);
}

fn glow_on_street(a: &mut Art, x: i32) {
    if a.p.hour.is_dark() {
        let pink = a.p.accent;
        a.veil(pink, 2, &Shape::new().oval(x - 40, 350, 130, 12));
        a.veil(LAMP, 2, &Shape::new().oval(x + 150, 350, 120, 12));
    }
}

/// A sign of bent light on a board, about 60 wide: glass, note, moon, paan leaf, star, cup.
/// `side` says where its bracket is: left (-1), right (1), or a post below (0).
fn sign(a: &mut Art, at: (i32, i32), kind: i32, side: i32) {
    let (x, y) = at;
    let dark = a.p.hour.is_dark();
    let neon = match kind % 3 {
        0 => 0x00ff_5f9b,
        1 => 0x0057_e0d8,
        _ => 0x00ff_d04d,
    };
    let board = mix(INK, a.p.deep, 40);
    let tube = if dark { neon } else { mix(neon, a.p.deep, 22) };
    let bracket = match side {
        0 => Shape::new().rect(x + 14, y + 50, 4, 40).rect(x + 38, y + 50, 4, 40),
        _ => Shape::new().rect(x + 8 + side * 26, y + 18, 38, 4).rect(x + 8 + side * 26, y + 38, 38, 4),
    };
    a.fill(board, &bracket);
    if dark {
        a.veil(neon, 2, &Shape::new().disc(x + 28, y + 30, 52));
    }
    a.fill(board, &Shape::new().pill(x - 2, y, 60, 60));
    let shape = match kind % 6 {
        0 => Shape::new().at(x + 13, y + 14, "h30l-15 18v14m-9 0h18m-24-26h18"),
        1 => Shape::new().at(x + 20, y + 44, "v-26l20-5v26").disc(x + 15, y + 44, 5).disc(x + 35, y + 39, 5),
        2 => Shape::new().at(x + 34, y + 12, "q-24 6-18 24t26 12q-16-4-18-16t10-20z"),
        3 => Shape::new().at(x + 28, y + 48, "q-24-18-12-32 8-6 12 3 4-9 12-3 12 14-12 32zv-28"),
        4 => Shape::new().at(x + 28, y + 11, "l5 12 13 1-10 9 3 13-11-7-11 7 3-13-10-9 13-1z"),
        _ => Shape::new().at(x + 14, y + 24, "h22v14q0 8-8 8h-6q-8 0-8-8zm22 3q8 0 8 6t-8 6m-14-18q-3-4 0-8m7 8q-3-4 0-8"),
    };
    a.stroke(tube, 3, &shape);
}
