//! Scenes of old stone: temple tank, fort gate, domed tomb.

use super::backdrop::{self, GROUND};
use super::house;
use super::palette::{INK, LAMP, mix};
use super::pen::{Art, Shape};
use super::props;

/// Heritage: a temple tank, a fort gate or a domed tomb.
pub(super) fn heritage(a: &mut Art) {
    backdrop::skyline(a);
    a.layer("scene");
    match a.dice.between(0, 2) {
        0 => temple_tank(a),
        1 => fort(a),
        _ => tomb(a),
    }
}

fn temple_tank(a: &mut Art) {
    let (middle, tiers) = (a.dice.between(404, 470), a.dice.between(4, 6));
    let mandapa = a.dice.between(180, 250);
    tower(a, middle, 266, tiers);
    backdrop::string(a);
    let (stone, deep, cream) = (a.p.second(), a.p.deep, a.p.cream);
    let (tread, shade) = (mix(stone, cream, 26), mix(stone, deep, 42));
    for step in 0..4 {
        a.fill(tread, &Shape::new().rect(0, 264 + step * 14, 640, 6));
        a.fill(mix(shade, deep, u32::try_from(step * 12).unwrap_or(0)), &Shape::new().rect(0, 270 + step * 14, 640, 8));
    }
    let mut flights = Shape::new();
    for place in [middle - 34, middle - 214] {
        for step in 0..4 {
            flights = flights.rect(place - step * 5, 264 + step * 14, 68 + step * 10, 4);
        }
    }
    a.fill(cream, &flights);
    let water = mix(mix(0x001f_6f73, a.p.sky_top, 36), INK, 20);
    a.fill(water, &Shape::new().rect(0, 320, 640, 80));
    let mut ripples = Shape::new();
    for _ in 0..12 {
        ripples = ripples.pill(a.dice.between(-20, 600), a.dice.between(328, 392), a.dice.between(30, 110), 3);
    }
    a.fill(mix(water, a.p.sky_low, 34), &ripples);
    a.scaled(mandapa, 330, 88, |a| pavilion(a, 0, 0));
    diyas(a);
    let cloth = a.p.light(0x00b2_3a46);
    a.scaled(middle - 76, 292, 74, |a| props::person(a, cloth));
}

/// Small lamps set afloat take the place of the kolam's dots.
fn diyas(a: &mut Art) {
    let (mut boats, mut flames, mut halo) = (Shape::new(), Shape::new(), Shape::new());
    for index in 0..7 {
        let (x, y) = (270 + index * 46 + a.dice.between(-12, 12), 344 + a.dice.between(-6, 12));
        boats = boats.at(x - 9, y, "h18q-2 7-9 7t-9-7z");
        flames = flames.at(x, y, "q-5-6 0-12 5 6 0 12z");
        halo = halo.disc(x, y - 4, 13);
    }
    let clay = a.p.light(0x00d0_7a45);
    if a.p.hour.is_dark() {
        a.veil(LAMP, 2, &halo);
    }
    a.fill(clay, &boats);
    a.fill(LAMP, &flames);
}

/// A gopuram of painted tiers standing at `base`.
fn tower(a: &mut Art, x: i32, base: i32, tiers: i32) {
    let (main, deep, accent, second) = (a.p.main, a.p.deep, a.p.accent, a.p.second());
    let glow = if a.p.hour.is_dark() { LAMP } else { mix(deep, INK, 20) };
    a.fill(mix(main, deep, 24), &Shape::new().rect(x - 104, base - 54, 208, 54));
    a.fill(deep, &Shape::new().rect(x - 110, base - 60, 220, 8).rect(x - 110, base - 6, 220, 8));
    a.fill(glow, &Shape::new().arch(x - 20, base - 46, 40, 46));
    let mut pilasters = Shape::new();
    for place in [-96, -72, -48, 40, 64, 88] {
        pilasters = pilasters.rect(x + place, base - 52, 8, 46);
    }
    a.fill(second, &pilasters);
    let high = 116 / tiers;
    for tier in 0..tiers {
        let (half, next) = (96 - tier * 62 / tiers, 90 - (tier + 1) * 58 / tiers);
        let foot = base - 60 - tier * high;
        let paint = if tier % 2 == 0 { main } else { second };
        a.fill(paint, &Shape::new().poly(&[(x - half, foot), (x - next, foot - high), (x + next, foot - high), (x + half, foot)]));
        let (mut niches, mut beads) = (Shape::new(), Shape::new());
        let ledge = Shape::new().rect(x - next - 5, foot - high, 2 * next + 10, 4);
        let count = next / 14;
        for index in -count..=count {
            niches = niches.arch(x + index * 13 - 4, foot - high + 7, 8, high - 10);
            beads = beads.dot(x + index * 13, foot - high);
        }
        a.fill(if tier % 2 == 0 { accent } else { deep }, &niches);
        a.fill(deep, &ledge);
        a.stroke(deep, 8, &beads);
    }
    let top = base - 60 - tiers * high;
    a.fill(main, &Shape::new().pill(x - 38, top - 24, 76, 28));
    a.fill(accent, &Shape::new().disc(x, top - 9, 10).disc(x - 25, top - 9, 7).disc(x + 25, top - 9, 7));
    let mut finials = Shape::new();
    for index in -2..3 {
        finials = finials.at(x + index * 14, top - 22, "q-8-6 0-16 8 10 0 16z");
    }
    a.fill(LAMP, &finials);
}

fn fort(a: &mut Art) {
    let gate = a.dice.between(380, 440);
    let (main, deep, second) = (a.p.main, a.p.deep, a.p.second());
    let mut wall = Shape::new().rect(gate - 230, 222, 700, 100);
    for merlon in 0..34 {
        wall = wall.arch(gate - 228 + merlon * 22, 206, 14, 20);
    }
    a.fill(mix(main, deep, 22), &wall);
    let mut slits = Shape::new();
    for index in 0..9 {
        slits = slits.arch(gate - 212 + index * 62, 246, 8, 24);
    }
    a.fill(deep, &slits);
    for side in [-1, 1] {
        let x = gate + side * 104;
        a.fill(main, &Shape::new().poly(&[(x - 36, 150), (x + 36, 150), (x + 44, GROUND), (x - 44, GROUND)]));
        a.fill(deep, &Shape::new().rect(x - 42, 146, 84, 9).rect(x - 40, 232, 80, 5).arch(x - 13, 172, 26, 42));
        chhatri(a, x, 146, 30);
        let lit = if a.p.hour.is_dark() { LAMP } else { second };
        a.fill(lit, &Shape::new().arch(x - 9, 177, 18, 34));
    }
    a.fill(second, &Shape::new().rect(gate - 66, 164, 132, 158));
    a.fill(deep, &Shape::new().rect(gate - 72, 158, 144, 9));
    let mut merlons = Shape::new();
    for index in 0..6 {
        merlons = merlons.arch(gate - 64 + index * 23, 142, 14, 18);
    }
    a.fill(main, &merlons);
    fort_gate(a, gate);
    flag(a, gate, 146);
    backdrop::street(a);
    backdrop::string(a);
}

fn fort_gate(a: &mut Art, x: i32) {
    let (main, deep, accent) = (a.p.main, a.p.deep, a.p.accent);
    a.fill(main, &Shape::new().ogee(x - 52, 184, 104, 138));
    a.fill(deep, &Shape::new().ogee(x - 40, 204, 80, 118));
    let inside = if a.p.hour.is_dark() { mix(LAMP, main, 20) } else { a.p.sky_low };
    let closed = a.dice.chance(40);
    let doors = Shape::new().ogee(x - 32, 220, 64, 102);
    a.fill(if closed { a.p.wood } else { inside }, &doors);
    if closed {
        let mut studs = Shape::new();
        for row in 0..5 {
            studs = studs.disc(x - 20, 312 - row * 14, 3).disc(x - 8, 312 - row * 14, 3);
            studs = studs.disc(x + 8, 312 - row * 14, 3).disc(x + 20, 312 - row * 14, 3);
        }
        a.fill(accent, &studs);
        a.fill(deep, &Shape::new().rect(x - 1, 226, 2, 96));
    } else {
        let cloth = a.p.light(0x002b_3a8c);
        a.scaled(x - 8, GROUND + 4, 90, |a| props::person(a, cloth));
    }
    let rosettes = Shape::new().disc(x - 48, 182, 6).disc(x + 48, 182, 6);
    a.fill(accent, &rosettes);
}

fn flag(a: &mut Art, x: i32, y: i32) {
    let (deep, accent) = (a.p.deep, a.p.light(0x00f2_8a16));
    a.fill(deep, &Shape::new().rect(x - 1, y - 56, 3, 56));
    a.fill(accent, &Shape::new().at(x + 2, y - 56, "q14 8 34 4l-8 9 8 9q-20 4-34-4z"));
}

/// A small domed kiosk on pillars, `half` its half width.
fn chhatri(a: &mut Art, x: i32, y: i32, half: i32) {
    let (main, deep, second) = (a.p.main, a.p.deep, a.p.second());
    let posts = Shape::new().rect(x - half + 4, y - 30, 5, 30).rect(x + half - 9, y - 30, 5, 30);
    a.fill(second, &posts.rect(x - 2, y - 30, 4, 30));
    a.fill(deep, &Shape::new().rect(x - half - 4, y - 34, 2 * half + 8, 6).rect(x - 1, y - 34 - half * 3 / 2, 3, 16));
    a.fill(main, &Shape::new().onion(x, y - 34, half - 4, half * 6 / 5));
}

fn tomb(a: &mut Art) {
    let x = a.dice.between(400, 448);
    let (main, deep, second) = (a.p.main, a.p.deep, a.p.second());
    for side in [-1, 1] {
        let place = x + side * 168;
        a.fill(second, &Shape::new().poly(&[(place - 10, 128), (place + 10, 128), (place + 14, 300), (place - 14, 300)]));
        a.fill(deep, &Shape::new().rect(place - 15, 174, 30, 5).rect(place - 15, 230, 30, 5).rect(place - 15, 124, 30, 6));
        a.fill(main, &Shape::new().onion(place, 125, 13, 26));
    }
    chhatri(a, x - 84, 200, 24);
    chhatri(a, x + 84, 200, 24);
    a.fill(mix(second, a.p.cream, 30), &Shape::new().onion(x, 182, 56, 84).rect(x - 46, 178, 92, 24));
    a.fill(deep, &Shape::new().rect(x - 1, 80, 3, 22).disc(x, 86, 4).rect(x - 50, 180, 100, 5));
    a.fill(main, &Shape::new().rect(x - 124, 200, 248, 104));
    a.fill(second, &Shape::new().rect(x - 46, 188, 92, 116));
    a.fill(deep, &Shape::new().rect(x - 130, 196, 84, 6).rect(x + 46, 196, 84, 6).rect(x - 50, 184, 100, 6));
    let (mut niches, mut lights) = (Shape::new().ogee(x - 32, 206, 64, 98), Shape::new());
    for side in [-1, 1] {
        for (dx, dy) in [(68, 212), (104, 212), (68, 258), (104, 258)] {
            niches = niches.ogee(x + side * dx - 12, dy, 24, 36);
            lights = lights.ogee(x + side * dx - 7, dy + 8, 14, 26);
        }
    }
    a.fill(deep, &niches);
    let glow = if a.p.hour.is_dark() { LAMP } else { a.p.glass };
    a.fill(glow, &lights.ogee(x - 14, 250, 28, 54));
    a.fill(mix(second, deep, 20), &Shape::new().rect(x - 200, 302, 400, 20));
    a.fill(mix(deep, main, 30), &Shape::new().rect(x - 204, 298, 408, 6));
    let (mut hedge, leaf) = (Shape::new(), a.p.leaf_deep);
    for place in [x - 232, x - 142, x + 142, x + 232] {
        hedge = hedge.at(place - 13, 316, "c-2-40 6-74 13-84 7 10 15 44 13 84z");
    }
    a.fill(leaf, &hedge);
    backdrop::street(a);
}

/// Draws a pillared pavilion with three domes, its floor at `y`.
pub(super) fn pavilion(a: &mut Art, x: i32, y: i32) {
    let (stone, deep) = (mix(a.p.second(), a.p.cream, 30), a.p.deep);
    a.fill(deep, &Shape::new().rect(x - 74, y - 4, 148, 14));
    a.fill(stone, &Shape::new().rect(x - 64, y - 14, 128, 12).rect(x - 56, y - 66, 9, 54).rect(x - 20, y - 66, 9, 54));
    a.fill(stone, &Shape::new().rect(x + 12, y - 66, 9, 54).rect(x + 48, y - 66, 9, 54).rect(x - 68, y - 76, 136, 11));
    a.fill(stone, &Shape::new().onion(x, y - 76, 34, 48).onion(x - 48, y - 76, 13, 20).onion(x + 48, y - 76, 13, 20));
    a.fill(deep, &Shape::new().rect(x - 1, y - 134, 3, 14).rect(x - 68, y - 68, 136, 3));
    if a.p.hour.is_dark() {
        house::lamp(a, x, y - 64, 8);
    }
}
