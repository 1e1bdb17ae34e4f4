//! Things that stand about: trees, vehicles, people, pots. Each is drawn with its foot at the origin.

use super::palette::{CREAM, INK, LAMP, mix};
use super::pen::{Art, Shape};

/// Draws a tree in flower at its foot; kind, size and blossom follow the dice.
pub(super) fn tree(a: &mut Art, x: i32, y: i32) {
    a.layer("tree");
    let kind = a.dice.between(0, 5);
    let size = a.dice.between(92, 122);
    a.scaled(x, y, size, |a| match kind {
        0 => palm(a),
        1 => champa(a),
        2 => ashoka(a),
        _ => crown(a),
    });
}

/// A broad crown of overlapping discs: gulmohar, jacaranda, tabebuia or neem by its blossom.
fn crown(a: &mut Art) {
    let (wood, leaf, shade) = (a.p.wood, a.p.leaf, a.p.leaf_deep);
    let tilt = a.dice.between(-10, 10);
    let trunk = format!("c4-40 {0}-80 {0}-120h12c-2 40-4 80 4 120z", tilt + 2);
    a.fill(wood, &Shape::new().at(-8, 0, &trunk).at(0, -70, "l28-44 6 5-28 50z").at(-4, -60, "l-32-40 6-4 30 36z"));
    let (mut under, mut over, mut bloom) = (Shape::new(), Shape::new(), Shape::new());
    for step in 0..5 {
        let (dx, dy, r) = (step * 24 - 48 + a.dice.between(-7, 7), a.dice.between(-14, 14), a.dice.between(25, 36));
        under = under.disc(tilt + dx, -116 + dy, r);
        over = over.disc(tilt + dx + a.dice.between(-6, 10), -134 + dy, r * 3 / 4);
    }
    a.fill(shade, &under);
    let flower = a.dice.pick(&[0x00e2_4b32, 0x009a_7fd0, 0x00f2_93b4, 0x00f6_c43a, 0x00ff_f3d6, 0x00f0_7d3a]);
    let flower = a.p.light(flower);
    // some trees drop their leaves when they flower
    let bare = a.dice.chance(30);
    a.fill(if bare { mix(flower, shade, 22) } else { leaf }, &over);
    for _ in 0..a.dice.between(12, 20) {
        bloom = bloom.dot(tilt + a.dice.between(-62, 62), -126 + a.dice.between(-32, 30));
    }
    let size = a.dice.between(7, 11);
    a.stroke(flower, size, &bloom);
}

/// Draws a coconut palm, about 200 high.
pub(super) fn palm(a: &mut Art) {
    let (wood, leaf, shade) = (a.p.wood, a.p.leaf, a.p.leaf_deep);
    a.fill(wood, &Shape::new().at(-7, 0, "c6-60 4-110 16-162l8 2c-10 56-8 100-8 160z"));
    let back = Shape::new().at(13, -160, "q-34-44-70-14q38-4 70 14q2-50 48-58q-24 24-48 58z");
    a.fill(shade, &back.at(13, -160, "q22 18 24 62q-34-26-24-62q-36 12-40 56q-6-54 40-56z"));
    let front = Shape::new().at(13, -160, "q-18-52-62-46q40 10 62 46q34-40 74-8q-40-6-74 8z");
    a.fill(leaf, &front.at(13, -160, "q46-2 58 46q-26-36-58-46q-44-8-70 40q14-54 70-40z"));
    let fruit = a.p.light(0x00e0_9a34);
    a.fill(fruit, &Shape::new().disc(6, -152, 6).disc(17, -150, 6).disc(12, -144, 5));
}

fn champa(a: &mut Art) {
    let (wood, leaf, shade, cream) = (mix(a.p.wood, a.p.cream, 22), a.p.leaf, a.p.leaf_deep, a.p.cream);
    let arms = Shape::new().at(0, 0, "q-4-40 2-60l-34-38M2-60l30-34M0-40l44-30M-10-76l4-44M18-78l-6-44");
    a.stroke(wood, 9, &arms);
    let tips = [(-36, -102), (-6, -124), (14, -126), (36, -98), (48, -74), (-22, -88)];
    let (mut back, mut front, mut bloom) = (Shape::new(), Shape::new(), Shape::new());
    for (x, y) in tips {
        back = back.at(x, y, "q-8-24-30-18q6 20 30 18zq24-10 32 8q-18 12-32-8z");
        front = front.at(x, y, "q-4-26 12-32q8 22-12 32zq-22 0-26 16q20 8 26-16z");
        bloom = bloom.dot(x - 7, y - 7).dot(x + 5, y - 9).dot(x, y).dot(x + 9, y + 1);
    }
    a.fill(shade, &back);
    a.fill(leaf, &front);
    let flower = a.dice.pick(&[0x00ff_fbf2, 0x00f7_b8c6, 0x00ff_e08a]);
    let flower = mix(a.p.light(flower), cream, 10);
    a.stroke(flower, 10, &bloom);
}

fn ashoka(a: &mut Art) {
    let (wood, leaf, shade) = (a.p.wood, a.p.leaf, a.p.leaf_deep);
    for (x, h) in [(-22, 150), (20, 178)] {
        a.fill(wood, &Shape::new().rect(x - 4, -30, 8, 30));
        a.fill(shade, &Shape::new().oval(x, -h / 2 - 10, 20, h / 2));
        let mut drape = Shape::new();
        for tier in 1..6 {
            drape = drape.at(x, -10 - h * tier / 6, "q-10 6-16 22q16-4 16-22zq10 8 14 24q-14-6-14-24z");
        }
        a.fill(leaf, &drape);
    }
}

/// Draws a wide banyan with hanging roots, about 260 wide and 230 high.
pub(super) fn banyan(a: &mut Art) {
    let (wood, leaf, shade) = (a.p.wood, a.p.leaf, a.p.leaf_deep);
    let trunk = Shape::new().at(-34, 0, "q18-30 14-90l-60-34 6-8 66 26 8-26h12l6 28 62-30 6 8-58 38q-4 58 18 98h-30l-6-30-8 30z");
    a.fill(shade, &Shape::new().oval(0, -168, 132, 44).disc(-70, -176, 44).disc(72, -180, 44));
    a.fill(wood, &trunk);
    let roots = Shape::new().line(&[(-92, -140), (-92, -44)]).line(&[(-74, -140), (-72, -14)]);
    let roots = roots.line(&[(-54, -130), (-56, -62)]).line(&[(64, -134), (64, -16)]).line(&[(84, -140), (86, -52)]);
    a.stroke(mix(wood, shade, 30), 4, &roots.line(&[(104, -146), (104, -84)]));
    let mut over = Shape::new();
    for step in 0..6 {
        over = over.disc(step * 42 - 105, -186 + a.dice.between(-16, 12), a.dice.between(30, 40));
    }
    a.fill(leaf, &over.disc(-30, -212, 36).disc(40, -214, 34));
    let mut figs = Shape::new();
    for _ in 0..14 {
        figs = figs.dot(a.dice.between(-110, 110), a.dice.between(-214, -160));
    }
    let color = a.p.light(0x00e8_6a45);
    a.stroke(color, 8, &figs);
}

/// Draws a tumbler of coffee in its bowl, 28 high.
pub(super) fn tumbler(a: &mut Art) {
    let (steel, dim) = (a.p.steel, mix(a.p.steel, a.p.deep, 34));
    a.fill(dim, &Shape::new().at(-13, -9, "h26l-5 9h-16z"));
    a.fill(steel, &Shape::new().at(-8, -27, "h16l-3 21h-10z"));
    let foam = a.p.light(0x00b0_7446);
    a.fill(foam, &Shape::new().rect(-8, -28, 16, 4));
    a.fill(CREAM, &Shape::new().rect(-5, -22, 2, 12));
}

/// Draws steam rising from a point.
pub(super) fn steam(a: &mut Art, x: i32, y: i32) {
    let color = mix(a.p.cream, a.p.sky_low, 14);
    a.stroke(color, 3, &Shape::new().at(x, y, "q-6-6 0-12t0-12"));
}

/// Draws a scooter facing right, 88 long and 62 high.
pub(super) fn scooter(a: &mut Art, paint: u32) {
    let dim = mix(paint, INK, 32);
    a.fill(mix(INK, CREAM, 14), &Shape::new().disc(-27, -11, 11).disc(30, -11, 11));
    let steel = a.p.steel;
    a.fill(steel, &Shape::new().disc(-27, -11, 5).disc(30, -11, 5));
    a.stroke(dim, 4, &Shape::new().line(&[(30, -12), (22, -54), (13, -58)]));
    a.fill(dim, &Shape::new().pill(-44, -46, 40, 9).at(17, -13, "q2-14 14-14q12 0 14 12z"));
    a.fill(paint, &Shape::new().at(-45, -14, "c-2-16 6-24 22-24h17l4 20h10l6-32h8l4 30-6 8h-42z"));
    a.fill(LAMP, &Shape::new().disc(25, -51, 5));
}

/// Draws a bicycle facing right, 104 long and 60 high.
pub(super) fn bicycle(a: &mut Art, paint: u32) {
    let tyre = mix(INK, a.p.cream, 8);
    a.stroke(tyre, 4, &Shape::new().disc(-32, -21, 20).disc(32, -21, 20));
    let spokes = Shape::new().at(-50, -21, "h36m-18-18v36").at(14, -21, "h36m-18-18v36");
    a.stroke(mix(a.p.steel, a.p.deep, 20), 1, &spokes);
    let frame = Shape::new().line(&[(-32, -21), (-10, -47), (20, -47), (0, -21), (-32, -21)]);
    a.stroke(paint, 4, &frame.line(&[(0, -21), (-12, -54)]).line(&[(32, -21), (18, -58), (27, -61)]));
    a.stroke(tyre, 5, &Shape::new().line(&[(-19, -55), (-6, -55)]).line(&[(26, -61), (31, -60)]));
}

/// Draws an auto rickshaw facing right, 92 long and 68 high.
pub(super) fn auto_rickshaw(a: &mut Art) {
    let (body, hood) = (a.p.light(0x001e_7b57), a.p.light(0x00f2_a516));
    let glass = if a.p.hour.is_dark() { mix(LAMP, INK, 30) } else { mix(a.p.sky_top, CREAM, 30) };
    a.fill(glass, &Shape::new().poly(&[(-36, -62), (18, -62), (34, -30), (-36, -30)]));
    a.fill(hood, &Shape::new().at(-46, -32, "v-22q0-14 14-14h40q12 0 16 10l-68 2h22v24z"));
    a.fill(hood, &Shape::new().at(-4, -62, "h6v30h-6z").at(18, -64, "h8l14 34h-6z"));
    a.fill(body, &Shape::new().at(-46, -34, "h28l4 14h16l2-12h26q16 2 16 22h-92z"));
    a.fill(INK, &Shape::new().disc(-28, -9, 10).disc(32, -9, 10));
    let steel = a.p.steel;
    a.fill(steel, &Shape::new().disc(-28, -9, 4).disc(32, -9, 4));
    a.fill(LAMP, &Shape::new().disc(43, -24, 4));
}

/// Draws someone standing, 70 high, in a kurta or a sari of the given color.
pub(super) fn person(a: &mut Art, cloth: u32) {
    let skin = skin(a);
    let (hair, sari) = (mix(INK, a.p.sky_top, 6), a.dice.chance(50));
    let cream = a.p.cream;
    if sari {
        a.fill(hair, &Shape::new().disc(-5, -59, 8).disc(-10, -52, 5));
        a.fill(cloth, &Shape::new().at(-10, -47, "q10-8 20 0l7 47h-34z"));
        a.fill(mix(cloth, cream, 45), &Shape::new().at(9, -48, "l-18 24-4 24h-5l5-30 16-20z"));
    } else {
        a.fill(mix(cloth, INK, 45), &Shape::new().rect(-8, -20, 7, 20).rect(2, -20, 7, 20));
        a.fill(hair, &Shape::new().disc(0, -62, 8));
        a.fill(cloth, &Shape::new().at(-11, -46, "q11-8 22 0l3 32h-28z"));
    }
    a.stroke(skin, 4, &Shape::new().at(10, -42, "l7 16").at(-10, -42, "l-5 17"));
    a.fill(skin, &Shape::new().disc(1, -57, 8));
}

/// Draws someone sitting cross-legged, 66 high.
pub(super) fn sitter(a: &mut Art, cloth: u32) {
    yogi(a, cloth, false);
}

/// Draws someone sitting cross-legged, with hands on the knees or joined above the head.
pub(super) fn yogi(a: &mut Art, cloth: u32, raised: bool) {
    let skin = skin(a);
    let hair = mix(INK, a.p.sky_top, 6);
    let bun = a.dice.chance(50);
    a.fill(mix(cloth, INK, 30), &Shape::new().at(-31, 0, "q-2-14 18-16h26q20 2 18 16z"));
    a.fill(hair, &Shape::new().disc(0, -57, 9).disc(0, if bun { -68 } else { -58 }, 5));
    a.fill(cloth, &Shape::new().at(-13, -42, "q13-8 26 0l-3 32h-20z"));
    let arms = if raised { "l-7-20 17-26M13-38l7-20-17-26" } else { "l-9 16 2 10M13-38l9 16-2 10" };
    a.stroke(skin, 5, &Shape::new().at(-13, -38, arms));
    a.fill(skin, &Shape::new().disc(0, -53, 8));
}

fn skin(a: &mut Art) -> u32 {
    let tone = a.dice.pick(&[0x008a_5638, 0x00a5_6b47, 0x006e_432c, 0x00b9_7f57]);
    a.p.light(tone)
}

/// Draws a cat sitting on a wall, 30 high.
pub(super) fn cat(a: &mut Art) {
    let coat = mix(INK, a.p.deep, 30);
    a.fill(coat, &Shape::new().at(-10, 0, "q-2-16 8-20l-2-10 5 4h6l5-4v11q-2 4-3 7 3 6 3 12z"));
    a.stroke(coat, 3, &Shape::new().at(-9, -1, "q-12 2-12-10"));
}

/// Draws a street dog asleep on its feet, 34 high.
pub(super) fn dog(a: &mut Art) {
    let coat = a.dice.pick(&[0x00c9_9660, 0x008a_5c3c, 0x00e8_d8bc]);
    let coat = a.p.light(coat);
    a.fill(coat, &Shape::new().rect(-18, -14, 5, 14).rect(-9, -14, 4, 14).rect(8, -14, 5, 14).rect(15, -14, 4, 14));
    a.fill(coat, &Shape::new().pill(-20, -25, 40, 15).at(14, -20, "l4-14 3-6 4 6 9 4v6h-9l-3 8z"));
    a.stroke(coat, 4, &Shape::new().at(-18, -20, "q-10-4-8-14"));
}

/// Draws a clay pot of a color, 34 high; kinds 0 to 3.
pub(super) fn pot(a: &mut Art, kind: i32, clay: u32) {
    let shade = mix(clay, a.p.deep, 40);
    let (body, neck) = match kind {
        0 => (Shape::new().at(-8, 0, "c-16-8-14-26 0-28h16c14 2 16 20 0 28z"), Shape::new().rect(-10, -34, 20, 6)),
        1 => (Shape::new().at(-10, 0, "l-5-26h30l-5 26z"), Shape::new().rect(-17, -32, 34, 7)),
        2 => (Shape::new().at(-7, 0, "c-10-14-6-22 2-30v-8h10v8c8 8 12 16 2 30z"), Shape::new().rect(-8, -42, 16, 5)),
        _ => (Shape::new().at(-7, 0, "q-14-4-15-20h44q-1 16-15 20z"), Shape::new().rect(-24, -23, 48, 5)),
    };
    a.fill(clay, &body);
    a.fill(shade, &neck);
    a.stroke(mix(clay, a.p.cream, 55), 2, &Shape::new().at(-11, -15, "q11 5 22 0"));
}

/// Draws a plant in a pot, 52 high.
pub(super) fn plant(a: &mut Art) {
    let (leaf, shade) = (a.p.leaf, a.p.leaf_deep);
    a.fill(shade, &Shape::new().at(0, -18, "q-24-6-26-24q20 2 26 24zq24-4 28-22q-22 0-28 22z"));
    a.fill(leaf, &Shape::new().at(0, -18, "q-14-18-4-36q16 14 4 36zq10-20 22-22q2 18-22 22z"));
    let clay = a.p.light(0x00c4_6a43);
    a.fill(clay, &Shape::new().at(-12, -20, "h24l-4 20h-16z"));
}
