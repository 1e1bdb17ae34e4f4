//! Parts of houses: walls, windows, awnings, shutters, roofs.

use super::backdrop::GROUND;
use super::palette::{CREAM, INK, LAMP, mix};
use super::pen::{Art, Shape};
use super::props;

/// Draws a corner house from `x`, `w` wide, its roof at `top`: windows above, awning and shutters below.
pub(super) fn house(a: &mut Art, x: i32, w: i32, top: i32) {
    walls(a, x, w, top);
    let sill = GROUND - 90;
    let rows = if sill - top > 150 { 2 } else { 1 };
    let room = (sill - top - 8) / rows;
    let (kind, count) = (a.dice.between(0, 4), (w / a.dice.between(56, 74)).max(2));
    for row in 0..rows {
        windows(a, (x + 8, top + 16 + row * room), (w - 16, room - 24), count, kind);
    }
    let deep = a.p.deep;
    a.fill(deep, &Shape::new().rect(x - 4, sill - 4, w + 8, 7));
    shops(a, x, w);
    awning(a, x + 6, sill + 3, w - 12, 28);
}

/// Draws the bare walls of a house with cornice and what stands on its roof.
pub(super) fn walls(a: &mut Art, x: i32, w: i32, top: i32) {
    let (main, deep) = (a.p.main, a.p.deep);
    roof_things(a, x, w, top);
    a.fill(main, &Shape::new().rect(x, top, w, GROUND - top));
    a.veil(deep, 2, &Shape::new().rect(x, top + 6, w, 8));
    let mut trim = Shape::new().rect(x - 8, top - 6, w + 16, 12);
    match a.dice.between(0, 3) {
        0 => {
            for post in 0..=w.min(646 - x) / 26 {
                trim = trim.rect(x + post * 26 - 2, top - 20, 7, 16);
            }
            trim = trim.rect(x - 4, top - 24, w + 8, 6);
        }
        1 => {
            let mid = x + w / 2;
            trim = trim.rect(mid - 44, top - 18, 88, 14).dome(mid, top - 17, 28, 18).disc(mid, top - 38, 4);
        }
        2 => trim = trim.rect(x, top - 16, w, 12).disc(x + 8, top - 20, 7).disc(x + w - 8, top - 20, 7),
        _ => trim = trim.rect(x - 2, top - 14, w + 4, 5),
    }
    a.fill(deep, &trim);
}

fn roof_things(a: &mut Art, x: i32, w: i32, top: i32) {
    let (dark, cream) = (mix(a.p.deep, a.p.sky_top, 20), a.p.cream);
    let place = x + a.dice.between(36, (w - 40).max(37));
    match a.dice.between(0, 5) {
        0 => {
            let legs = Shape::new().rect(place - 18, top - 30, 4, 26).rect(place + 14, top - 30, 4, 26);
            a.fill(dark, &legs.pill(place - 22, top - 62, 44, 14).rect(place - 22, top - 55, 44, 27));
        }
        1 => {
            a.stroke(dark, 2, &Shape::new().line(&[(place - 40, top), (place - 40, top - 44), (place + 40, top - 40), (place + 40, top)]));
            let (one, two) = (a.p.accent, a.p.second());
            a.fill(one, &Shape::new().rect(place - 32, top - 43, 18, 24).rect(place + 16, top - 41, 16, 22));
            a.fill(mix(two, cream, 40), &Shape::new().rect(place - 10, top - 42, 22, 30));
        }
        2 => a.moved(place, top - 22, props::cat),
        3 => {
            a.scaled(place, top - 5, 90, props::plant);
            a.scaled(place + 34, top - 5, 70, props::plant);
        }
        _ => {}
    }
}

/// Draws a row of `count` windows inside a field given by its corner and size.
pub(super) fn windows(a: &mut Art, at: (i32, i32), size: (i32, i32), count: i32, kind: i32) {
    let ((x, y), (w, h)) = (at, size);
    let bay = w / count;
    let wide = (bay * 11 / 20).min(h * 4 / 5).min(46) / 2 * 2;
    let odds = [12, 0, 74, 62].get(a.p.hour.index()).copied().unwrap_or(0);
    let (mut frame, mut dim, mut lamp, mut bars) = (Shape::new(), Shape::new(), Shape::new(), Shape::new());
    let mut leaves = Shape::new();
    for index in 0..count {
        let left = x + index * bay + (bay - wide) / 2;
        frame = opening(frame, kind, (left - 4, y - 4), (wide + 8, h + 4)).rect(left - 7, y + h - 1, wide + 14, 5);
        let on = a.dice.chance(odds);
        let pane = opening(if on { std::mem::take(&mut lamp) } else { std::mem::take(&mut dim) }, kind, (left, y), (wide, h));
        if on {
            lamp = pane;
        } else {
            dim = pane;
        }
        bars = bars.rect(left + wide / 2 - 1, y + 3, 2, h - 4).rect(left, y + h * 3 / 5, wide, 2);
        if kind == 2 {
            leaves = leaves.rect(left - wide / 2 - 2, y, wide / 2, h).rect(left + wide + 2, y, wide / 2, h);
        }
    }
    let (deep, glass, accent) = (a.p.deep, a.p.glass, a.p.accent);
    a.fill(mix(accent, deep, 30), &leaves);
    a.fill(deep, &frame);
    a.fill(glass, &dim);
    a.fill(mix(LAMP, accent, 12), &lamp);
    a.fill(deep, &bars);
    if kind == 4 {
        balcony(a, x, y + h, w);
    }
}

fn opening(s: Shape, kind: i32, at: (i32, i32), size: (i32, i32)) -> Shape {
    let ((x, y), (w, h)) = (at, size);
    match kind {
        0 | 4 => s.arch(x, y, w, h),
        1 => s.ogee(x, y, w, h),
        _ => s.rect(x, y, w, h),
    }
}

fn balcony(a: &mut Art, x: i32, y: i32, w: i32) {
    let (rail, mut posts) = (Shape::new().rect(x, y - 20, w, 4), Shape::new());
    for post in 0..=w.min(646 - x) / 15 {
        posts = posts.at(x + 2 + post * 15, y - 17, "v14");
    }
    let cream = mix(a.p.cream, a.p.main, 12);
    a.stroke(cream, 3, &posts);
    a.fill(cream, &rail.rect(x - 4, y - 2, w + 8, 7));
}

/// Draws doors and roller shutters along the street side of a house.
fn shops(a: &mut Art, x: i32, w: i32) {
    let bays = (w / 84).max(1);
    let bay = w / bays;
    let open = a.dice.between(0, bays);
    let (deep, main) = (a.p.deep, a.p.main);
    let inside = if a.p.hour.is_dark() { mix(LAMP, a.p.accent, 24) } else { mix(deep, INK, 40) };
    for index in 0..bays {
        let left = x + index * bay + 8;
        let wide = bay - 16;
        if index == open {
            a.fill(inside, &Shape::new().rect(left, GROUND - 62, wide, 62));
            let goods = mix(a.p.accent, deep, 24);
            a.fill(goods, &Shape::new().rect(left, GROUND - 26, wide, 26));
            a.fill(deep, &Shape::new().rect(left + 4, GROUND - 46, wide / 3, 3).rect(left + 8, GROUND - 54, 8, 8));
        } else {
            a.fill(deep, &Shape::new().rect(left, GROUND - 62, wide, 62));
            let mut slats = Shape::new();
            for slat in 0..6 {
                slats = slats.rect(left + 4, GROUND - 54 + slat * 9, wide - 8, 3);
            }
            a.fill(mix(deep, main, 40), &slats);
        }
    }
}

/// Draws a striped awning with a scalloped, pointed or straight hem.
pub(super) fn awning(a: &mut Art, x: i32, y: i32, w: i32, h: i32) {
    // what lies beyond the frame is not drawn
    let w = w.min(650 - x);
    let count = (w / a.dice.between(24, 36)).max(3) | 1;
    let stripe = w / count;
    let hem = a.dice.between(0, 2);
    let bright = if a.dice.chance(60) { a.p.accent } else { a.p.second() };
    let other = a.dice.pick(&[a.p.cream, a.p.cream, mix(a.p.deep, a.p.main, 30)]);
    let (mut odd, mut even) = (Shape::new(), Shape::new());
    for index in 0..count {
        let left = x + index * stripe;
        let edge = match hem {
            0 => format!("h{stripe}v{h}a{0} {0} 0 0 1-{stripe} 0z", stripe / 2),
            1 => format!("h{stripe}v{h}l-{} 10-{} -10z", stripe / 2, stripe - stripe / 2),
            _ => format!("h{stripe}v{}h-{stripe}z", h + 5),
        };
        if index % 2 == 0 { odd = odd.at(left, y, &edge) } else { even = even.at(left, y, &edge) }
    }
    let deep = a.p.deep;
    a.veil(mix(deep, INK, 50), 3, &Shape::new().rect(x, y, stripe * count, h + 18));
    a.fill(other, &odd);
    a.fill(bright, &even);
    a.fill(mix(deep, INK, 20), &Shape::new().rect(x - 3, y - 4, stripe * count + 6, 6));
}

/// Draws a lamp with its light hanging from `y`, `drop` long.
pub(super) fn lamp(a: &mut Art, x: i32, y: i32, drop: i32) {
    let foot = y + drop;
    if a.p.hour.is_dark() {
        a.veil(LAMP, 2, &Shape::new().disc(x, foot + 6, 30));
    }
    let deep = mix(a.p.deep, INK, 40);
    a.stroke(deep, 2, &Shape::new().line(&[(x, y), (x, foot)]));
    a.fill(LAMP, &Shape::new().disc(x, foot + 8, 6));
    a.fill(deep, &Shape::new().at(x - 12, foot + 8, "q2-12 12-12t12 12z"));
}

/// Draws a painted board without words: `mark` in a frame above a shop.
pub(super) fn board(a: &mut Art, x: i32, y: i32, w: i32, h: i32, mark: impl FnOnce(Shape, i32, i32) -> Shape) {
    let (deep, accent, cream) = (a.p.deep, a.p.accent, a.p.cream);
    a.fill(deep, &Shape::new().rect(x, y, w, h));
    a.stroke(accent, 2, &Shape::new().at(x + 5, y + 5, &format!("h{}v{}h-{}z", w - 10, h - 10, w - 10)));
    let (mid, middle) = (x + w / 2, y + h / 2);
    let mut dashes = Shape::new();
    for side in [-1, 1] {
        for step in 0..3 {
            let long = 26 - step * 7;
            let place = mid + side * (40 + step * 30) - long / 2;
            if place > x + 8 && place + long < x + w - 8 {
                dashes = dashes.pill(place, middle - 2, long, 4);
            }
        }
    }
    a.fill(mix(accent, CREAM, 30), &dashes);
    a.fill(cream, &mark(Shape::new(), mid, middle));
}
