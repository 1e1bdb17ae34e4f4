//! What lies behind and around every scene: sky, skyline, street and lights.

use super::Hour;
use super::palette::{CREAM, INK, LAMP, mix};
use super::pen::{Art, Shape};

/// Where walls meet the street.
pub(super) const GROUND: i32 = 322;

/// Fills the picture with the sky of the hour.
pub(super) fn sky(a: &mut Art) {
    let (top, low) = (a.p.sky_top, a.p.sky_low);
    a.raw(&format!(
        "<defs><linearGradient id=\"s\" x2=\"0\" y2=\"1\"><stop stop-color=\"#{top:06x}\"/>\
         <stop offset=\".85\" stop-color=\"#{low:06x}\"/></linearGradient></defs>\
         <path fill=\"url(#s)\" d=\"M0 0h640v400h-640z\"/>"
    ));
}

/// Draws sun or moon and what flies: stars, clouds, birds, kites.
pub(super) fn heavens(a: &mut Art) {
    a.layer("heavens");
    let dark = a.p.hour == Hour::Night;
    if dark {
        stars(a, 30);
    } else if a.p.hour == Hour::Dusk {
        stars(a, 9);
    }
    // the moon keeps clear of the roofs, the sun may stand behind them
    let low = if dark { 108 } else { 156 };
    let (x, y) = (a.dice.between(90, 330), a.dice.between(88, low));
    let sun = a.p.sun;
    if dark {
        moon(a, x, y);
    } else {
        let r = if a.p.hour == Hour::Day { a.dice.between(28, 38) } else { a.dice.between(38, 54) };
        if a.dice.chance(55) {
            a.veil(sun, 2, &Shape::new().disc(x, y, r + 16));
        }
        a.fill(sun, &Shape::new().disc(x, y, r));
    }
    if !dark {
        clouds(a);
    }
    match a.dice.between(0, 3) {
        0 if !dark => kites(a),
        1 | 2 => birds(a),
        _ => {}
    }
}

fn stars(a: &mut Art, count: i32) {
    let (mut small, mut large) = (Shape::new(), Shape::new());
    for index in 0..count {
        let (x, y) = (a.dice.between(8, 632), a.dice.between(12, 210));
        if index % 6 == 0 {
            large = large.at(x, y - 5, "q1 4 5 5q-4 1-5 5q-1-4-5-5q4-1 5-5z");
        } else {
            small = small.dot(x, y);
        }
    }
    let color = mix(CREAM, a.p.sky_top, 12);
    a.stroke(color, 2, &small);
    a.fill(color, &large);
}

fn moon(a: &mut Art, x: i32, y: i32) {
    let r = a.dice.between(28, 38);
    let color = a.p.sun;
    a.veil(color, 1, &Shape::new().disc(x, y, r + 18));
    if a.dice.chance(45) {
        let (half, tip) = (r / 2, r * 87 / 100);
        let crescent = format!("a{r} {r} 0 1 0 0 {0}a{r} {r} 0 0 1 0-{0}z", 2 * tip);
        a.fill(color, &Shape::new().at(x + half, y - tip, &crescent));
    } else {
        a.fill(color, &Shape::new().disc(x, y, r));
        let spots = Shape::new().disc(x - r / 3, y - r / 4, r / 5).disc(x + r / 4, y + r / 3, r / 4);
        a.fill(mix(color, a.p.sky_low, 16), &spots.disc(x + r / 3, y - r / 3, r / 8));
    }
}

fn clouds(a: &mut Art) {
    let color = mix(a.p.sky_low, CREAM, if a.p.hour == Hour::Dusk { 18 } else { 58 });
    for _ in 0..a.dice.between(0, 3) {
        let (x, y, w) = (a.dice.between(-20, 560), a.dice.between(56, 170), a.dice.between(70, 130));
        let shift = a.dice.between(12, 34);
        let cloud = Shape::new().pill(x, y, w, 12).pill(x + shift, y - 12, w / 2, 12);
        a.fill(color, &cloud.pill(x + shift - 26, y + 12, w * 2 / 3, 10));
    }
}

fn birds(a: &mut Art) {
    let (x, y) = (a.dice.between(60, 400), a.dice.between(64, 130));
    let mut flock = Shape::new();
    for _ in 0..a.dice.between(3, 6) {
        let (dx, dy) = (a.dice.between(0, 110), a.dice.between(0, 46));
        flock = flock.at(x + dx, y + dy, "q6-6 9 1q4-7 10-3");
    }
    let color = if a.p.hour.is_dark() { mix(a.p.sky_low, CREAM, 40) } else { mix(a.p.deep, a.p.sky_top, 20) };
    a.stroke(color, 2, &flock);
}

fn kites(a: &mut Art) {
    for _ in 0..a.dice.between(1, 3) {
        let (x, y) = (a.dice.between(60, 380), a.dice.between(58, 120));
        let pigment = a.dice.pick(&[0x00d9_4f3a, 0x00f2_a516, 0x002b_3a8c, 0x001e_7b57, 0x00c8_4474]);
        let color = a.p.light(pigment);
        let cream = a.p.cream;
        a.stroke(cream, 1, &Shape::new().at(x, y + 16, "q-6 60 40 150"));
        a.fill(color, &Shape::new().at(x, y - 18, "l15 18-15 18-15-18z"));
        a.fill(cream, &Shape::new().at(x, y - 18, "l15 18h-30z"));
        a.fill(color, &Shape::new().at(x, y + 16, "l5 9h-10z"));
    }
}

/// Draws two rows of pale roofs: domes, gopurams, steps, tanks and water towers.
pub(super) fn skyline(a: &mut Art) {
    a.layer("skyline");
    let (far, near) = a.p.far;
    let mut roofs = Shape::new();
    let mut x = a.dice.between(-40, -5);
    while x < 650 {
        let (w, h) = (a.dice.between(42, 76), a.dice.between(104, 176));
        roofs = roof(a, roofs, x, w, h);
        x += w + a.dice.between(10, 52);
    }
    a.fill(far, &roofs);
    let (mut roofs, mut lamps) = (Shape::new(), Shape::new());
    let mut x = a.dice.between(-30, 0);
    while x < 650 {
        let (w, h) = (a.dice.between(48, 90), a.dice.between(56, 122));
        roofs = roof(a, roofs, x, w, h);
        for row in 0..a.dice.between(0, 2) {
            let place = x + w / 2 + a.dice.between(-12, 6);
            lamps = lamps.at(place, GROUND - h + 46 + row * 22, "v4");
        }
        x += w + a.dice.between(0, 14);
    }
    a.fill(near, &roofs);
    if a.p.hour.is_dark() {
        a.stroke(mix(near, LAMP, 62), 4, &lamps);
    }
}

/// Adds one building of the skyline, `w` wide and about `h` high.
fn roof(a: &mut Art, s: Shape, x: i32, w: i32, h: i32) -> Shape {
    let (top, mid) = (GROUND - h, x + w / 2);
    match a.dice.between(0, 8) {
        0 => s.rect(x, top + 20, w, h - 20).onion(mid, top + 22, w / 3, w / 2).rect(mid - 1, top + 4 - w / 2, 3, 22),
        1 => gopuram(s, x, top, w, h),
        2 => {
            let s = s.rect(x, top + 14, w, h - 14).rect(x + 6, top + 4, 3, 12).rect(x + 21, top + 4, 3, 12);
            s.rect(x + 2, top - 12, 26, 18)
        }
        3 => {
            let leg = Shape::poly(s, &[(mid - 5, top), (mid + 5, top), (mid + 11, top + h), (mid - 11, top + h)]);
            leg.at(mid - 21, top - 8, "h42l-8 18h-26z").dome(mid, top - 8, 21, 12)
        }
        4 => s.rect(x, top + 28, w, h - 28).rect(x + w / 6, top + 14, w * 2 / 3, 16).rect(x + w / 3, top, w / 3, 16),
        5 => {
            let s = s.rect(mid - 7, top, 14, h).rect(mid - 11, top + 26, 22, 5).rect(mid - 11, top + 2, 22, 5);
            s.onion(mid, top + 2, 8, 16).rect(x, top + 50, w, h - 50)
        }
        6 => {
            let spire = format!("c{0}-24 {1}-46 {1}-62c{2} 16 {0} 38 {1} 62z", w / 10, w / 2, w / 2 - w / 10);
            s.rect(x, top + 44, w, h - 44).at(x, top + 45, &spire).disc(mid, top - 18, 4)
        }
        7 => s.dome(mid, top + 50, w / 2, 44).rect(x, top + 48, w, h - 48).rect(mid - 2, top - 4, 4, 12),
        _ => s.rect(x, top + 10, w, h - 10).rect(x + w - 12, top - 16, 2, 28).rect(x + w - 20, top - 12, 18, 2),
    }
}

fn gopuram(mut s: Shape, x: i32, top: i32, w: i32, h: i32) -> Shape {
    let step = w / 9;
    for tier in 0..4 {
        let inset = step * (4 - tier) / 2 * 2 - step;
        s = s.rect(x + inset.max(0), top + tier * 13, w - 2 * inset.max(0), 14);
    }
    let mid = x + w / 2;
    s.dome(mid, top, w / 5, 10).rect(mid - 1, top - 16, 3, 8).rect(x, top + 50, w, h - 50)
}

/// Draws the street in ink with its curb, and a kolam of dots before the door.
pub(super) fn street(a: &mut Art) {
    a.layer("street");
    let dark = a.p.hour.is_dark();
    let curb = mix(INK, a.p.sky_low, if dark { 26 } else { 40 });
    a.fill(INK, &Shape::new().rect(0, GROUND, 640, 78));
    let stones = if a.dice.chance(50) { " stroke-dasharray=\"38 4\"" } else { "" };
    a.raw(&format!("<path stroke=\"#{curb:06x}\" stroke-width=\"7\" stroke-linecap=\"butt\"{stones} d=\"M-8 325h656\"/>"));
    // the name plate lies on the left of the finished picture, mirrored or not
    let place = a.dice.between(352, 430);
    let x = if a.flipped { 640 - place } else { place };
    kolam(a, x);
}

/// A kolam lies on the street, so the circle it is drawn in is seen as a flat ellipse.
fn kolam(a: &mut Art, x: i32) {
    let kind = a.dice.between(0, 4);
    let (chalk, powder) = (mix(CREAM, INK, 8), mix(a.p.accent, CREAM, 20));
    a.group(&format!("translate({x} 354) scale(1 .4)"), |a| match kind {
        0 => {
            let loops = Shape::new().at(0, -62, "l62 62-62 62-62-62z").at(-38, -38, "h76v76h-76z");
            a.stroke(chalk, 3, &loops);
            a.stroke(powder, 10, &diamond_dots(2, 24));
        }
        1 => {
            let mut petals = Shape::new();
            for (dx, dy) in [(0, -40), (28, -28), (40, 0), (28, 28), (0, 40), (-28, 28), (-40, 0), (-28, -28)] {
                petals = petals.dot(dx, dy);
            }
            a.stroke(chalk, 30, &petals);
            a.fill(powder, &Shape::new().disc(0, 0, 20));
            a.stroke(chalk, 3, &Shape::new().disc(0, 0, 66));
        }
        2 => a.stroke(chalk, 10, &diamond_dots(3, 22)),
        3 => {
            let mut dots = Shape::new();
            for column in -4..5 {
                dots = dots.dot(column * 20, -26).dot(column * 20 + 10, 8).dot(column * 20, 42);
            }
            a.stroke(chalk, 9, &dots);
        }
        _ => {
            let star = Shape::new().at(0, 0, "q34-34 0-68q-34 34 0 68zq42 40 84 0q-42-40-84 0z").at(0, 0, "q-34 34 0 68q34-34 0-68zq-42-40-84 0q42 40 84 0z");
            a.stroke(chalk, 3, &star);
            a.fill(powder, &Shape::new().disc(42, 42, 6).disc(-42, 42, 6).disc(42, -42, 6).disc(-42, -42, 6));
        }
    });
}

fn diamond_dots(rings: i32, gap: i32) -> Shape {
    let mut dots = Shape::new();
    for row in -rings..=rings {
        let reach = rings - row.abs();
        for column in -reach..=reach {
            dots = dots.dot(column * gap, row * gap);
        }
    }
    dots
}

/// Hangs something across the street: bulbs, paper flags, marigolds or mango leaves.
pub(super) fn string(a: &mut Art) {
    a.layer("string");
    let (left, right, sag) = (a.dice.between(74, 150), a.dice.between(74, 150), a.dice.between(26, 56));
    let dark = a.p.hour.is_dark();
    let wire = if dark { mix(a.p.sky_top, CREAM, 26) } else { mix(a.p.deep, INK, 20) };
    let middle = i32::midpoint(left, right) + 2 * sag;
    a.stroke(wire, 2, &Shape::new().at(-10, left, &format!("Q320 {middle} 650 {right}")));
    let kind = if dark { a.dice.between(0, 1) } else { a.dice.between(0, 5) };
    let paints = [LAMP, a.p.light(0x00f2_8ba8), CREAM, a.p.accent];
    let mut hung = [Shape::new(), Shape::new(), Shape::new(), Shape::new()];
    let mut halo = Shape::new();
    let count = 19;
    for index in 1..count {
        // a point on the quadratic curve, in whole numbers
        let (t, u) = (index, count - index);
        let x = (u * u * -10 + 2 * u * t * 320 + t * t * 650) / (count * count);
        let y = (u * u * left + 2 * u * t * middle + t * t * right) / (count * count);
        let slot = usize::try_from(index % 4).unwrap_or(0);
        halo = halo.dot(x, y + 6);
        if let Some(shape) = hung.get_mut(slot) {
            *shape = hang(std::mem::take(shape), kind, x, y);
        }
    }
    if dark {
        a.shine(LAMP, 22, &halo);
    }
    for (shape, paint) in hung.iter().zip(paints) {
        let paint = if kind == 5 { a.p.leaf } else { paint };
        if kind < 3 {
            a.stroke(paint, 10, shape);
        } else {
            a.fill(paint, shape);
        }
    }
}

fn hang(s: Shape, kind: i32, x: i32, y: i32) -> Shape {
    match kind {
        3 => s.at(x - 9, y - 1, "h18l-9 20z"),
        4 => s.at(x - 8, y - 1, "h16v18l-8-5-8 5z"),
        5 => s.at(x, y, "q8 12 0 24q-8-12 0-24z"),
        _ => s.dot(x, y + 6),
    }
}
