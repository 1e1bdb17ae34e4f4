//! Writes shapes as SVG paths: integers only, relative commands, few attributes, so that a cover stays small.

use std::fmt::{self, Write as _};

use super::dice::Dice;
use super::palette::Palette;

/// Path data under construction. All closed figures turn clockwise, so that overlapping ones unite.
#[derive(Default)]
pub(super) struct Shape(String);

impl Shape {
    /// Gives an empty shape.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds a box from its top left corner.
    pub(super) fn rect(mut self, x: i32, y: i32, w: i32, h: i32) -> Self {
        let _ = write!(self.0, "M{x} {y}h{w}v{h}h{}z", -w);
        self
    }

    /// Adds a circle from its middle.
    pub(super) fn disc(self, x: i32, y: i32, r: i32) -> Self {
        self.oval(x, y, r, r)
    }

    /// Adds a point: drawn along with round ends it is a circle, in a quarter of the words.
    pub(super) fn dot(mut self, x: i32, y: i32) -> Self {
        let _ = write!(self.0, "M{x} {y}h0");
        self
    }

    /// Adds an ellipse from its middle.
    pub(super) fn oval(mut self, x: i32, y: i32, rx: i32, ry: i32) -> Self {
        let (left, wide) = (x - rx, 2 * rx);
        let _ = write!(self.0, "M{left} {y}a{rx} {ry} 0 1 1 {wide} 0 {rx} {ry} 0 1 1-{wide} 0z");
        self
    }

    /// Adds a half ellipse standing on `base`.
    pub(super) fn dome(mut self, x: i32, base: i32, rx: i32, h: i32) -> Self {
        let _ = write!(self.0, "M{} {base}a{rx} {h} 0 0 1 {} 0z", x - rx, 2 * rx);
        self
    }

    /// Adds an onion dome with a pointed tip, standing on `base`.
    pub(super) fn onion(mut self, x: i32, base: i32, rx: i32, h: i32) -> Self {
        let (bulge, shoulder) = (rx / 4, h / 3);
        let _ = write!(
            self.0,
            "M{} {base}c{} {} {} {} {rx} {}c{} {} {} {} {rx} {h}z",
            x - rx,
            -bulge,
            -shoulder,
            rx / 3,
            -2 * shoulder,
            -h,
            rx - rx / 3,
            shoulder,
            rx + bulge,
            2 * shoulder
        );
        self
    }

    /// Adds a round-headed opening from its top left corner.
    pub(super) fn arch(mut self, x: i32, y: i32, w: i32, h: i32) -> Self {
        let half = w / 2;
        let side = h - half;
        let _ = write!(self.0, "M{x} {}v{}a{half} {half} 0 0 1 {w} 0v{side}z", y + h, -side);
        self
    }

    /// Adds an opening with a pointed Mughal head from its top left corner.
    pub(super) fn ogee(mut self, x: i32, y: i32, w: i32, h: i32) -> Self {
        let (half, head) = (w / 2, w * 3 / 5);
        let side = h - head;
        let (knee, neck) = (head * 3 / 4, half * 3 / 4);
        let _ = write!(
            self.0,
            "M{x} {}v{}c0 {} {neck} {} {half} {}c{} {} {half} {} {half} {head}v{side}z",
            y + h,
            -side,
            -knee,
            -knee,
            -head,
            half - neck,
            head - knee,
            head - knee,
        );
        self
    }

    /// Adds a bar with round ends from its top left corner.
    pub(super) fn pill(mut self, x: i32, y: i32, w: i32, h: i32) -> Self {
        let (r, run) = (h / 2, w - h);
        let _ = write!(self.0, "M{} {y}h{run}a{r} {r} 0 0 1 0 {h}h{}a{r} {r} 0 0 1 0 {}z", x + r, -run, -h);
        self
    }

    /// Adds a closed polygon.
    pub(super) fn poly(mut self, points: &[(i32, i32)]) -> Self {
        self.corners(points);
        self.0.push('z');
        self
    }

    /// Adds an open line through the points.
    pub(super) fn line(mut self, points: &[(i32, i32)]) -> Self {
        self.corners(points);
        self
    }

    /// Adds relative path commands, begun at a point.
    pub(super) fn at(mut self, x: i32, y: i32, commands: &str) -> Self {
        let _ = write!(self.0, "M{x} {y}{commands}");
        self
    }

    fn corners(&mut self, points: &[(i32, i32)]) {
        for (index, (x, y)) in points.iter().enumerate() {
            let command = if index == 0 { 'M' } else { 'L' };
            let _ = write!(self.0, "{command}{x} {y}");
        }
    }
}

impl fmt::Display for Shape {
    /// Writes the path data; a minus parts two numbers by itself, so the space before it is left out.
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let mut rest = self.0.split(" -");
        out.write_str(rest.next().unwrap_or_default())?;
        rest.try_for_each(|part| write!(out, "-{part}"))
    }
}

/// A picture being drawn: what is on paper so far, the colors of its hour, and the dice of its slug.
pub(super) struct Art<'a> {
    svg: String,
    slug: &'a str,
    /// Whether the scene is seen in a mirror.
    pub(super) flipped: bool,
    /// Colors of the domain in the light of the hour.
    pub(super) p: Palette,
    /// Stream of the current layer.
    pub(super) dice: Dice,
}

impl<'a> Art<'a> {
    /// Takes the slug and its colors, gives an empty picture.
    pub(super) fn new(slug: &'a str, p: Palette) -> Self {
        Self { svg: String::with_capacity(12_000), slug, flipped: false, p, dice: Dice::new(slug, "frame") }
    }

    /// Starts a layer with its own dice.
    pub(super) fn layer(&mut self, name: &str) {
        self.dice = Dice::new(self.slug, name);
    }

    /// Writes markup as it is.
    pub(super) fn raw(&mut self, markup: &str) {
        self.svg.push_str(markup);
    }

    /// Fills a shape; an empty one leaves no mark.
    pub(super) fn fill(&mut self, color: u32, shape: &Shape) {
        if !shape.0.is_empty() {
            let _ = write!(self.svg, "<path fill=\"#{color:06x}\" d=\"{shape}\"/>");
        }
    }

    /// Fills a shape with a thin veil of color, for lamp-light and shade.
    pub(super) fn veil(&mut self, color: u32, tenths: u32, shape: &Shape) {
        if !shape.0.is_empty() {
            let _ = write!(self.svg, "<path fill=\"#{color:06x}\" fill-opacity=\".{tenths}\" d=\"{shape}\"/>");
        }
    }

    /// Draws along a shape with round ends.
    pub(super) fn stroke(&mut self, color: u32, width: i32, shape: &Shape) {
        if !shape.0.is_empty() {
            let _ = write!(self.svg, "<path stroke=\"#{color:06x}\" stroke-width=\"{width}\" d=\"{shape}\"/>");
        }
    }

    /// Draws along a shape with a thin veil of color, for the shine of small lamps.
    pub(super) fn shine(&mut self, color: u32, width: i32, shape: &Shape) {
        let _ = write!(self.svg, "<path stroke=\"#{color:06x}\" stroke-opacity=\".2\" stroke-width=\"{width}\" d=\"{shape}\"/>");
    }

    /// Draws with the origin moved to a point.
    pub(super) fn moved(&mut self, x: i32, y: i32, draw: impl FnOnce(&mut Self)) {
        self.group(&format!("translate({x} {y})"), draw);
    }

    /// Draws with the origin moved and everything sized by percent.
    pub(super) fn scaled(&mut self, x: i32, y: i32, percent: i32, draw: impl FnOnce(&mut Self)) {
        let scale = format!("translate({x} {y}) scale({}.{:02})", percent / 100, percent % 100);
        self.group(&scale, draw);
    }

    /// Draws as seen in a mirror.
    pub(super) fn mirrored(&mut self, draw: impl FnOnce(&mut Self)) {
        self.flipped = true;
        self.group("translate(640) scale(-1 1)", draw);
    }

    /// Draws within one transformation; the group is always closed again.
    pub(super) fn group(&mut self, transform: &str, draw: impl FnOnce(&mut Self)) {
        let _ = write!(self.svg, "<g transform=\"{transform}\">");
        draw(self);
        self.svg.push_str("</g>");
    }

    /// Gives the markup.
    pub(super) fn finish(self) -> String {
        self.svg
    }
}
