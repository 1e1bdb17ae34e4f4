//! Colors: three for each domain, seen in the light of the hour.

use super::super::experience::Domain;
use super::Hour;
use super::dice::Dice;

/// The street's color, and that of all outlines of the house.
pub(super) const INK: u32 = 0x001e_1a2e;
/// The color of lamps; never dimmed by the hour.
pub(super) const LAMP: u32 = 0x00ff_c94d;
/// The lightest color.
pub(super) const CREAM: u32 = 0x00ff_fbf2;

/// Mixes `percent` of `b` into `a`, channel by channel, in whole numbers.
pub(super) const fn mix(a: u32, b: u32, percent: u32) -> u32 {
    let keep = 100 - percent;
    let red = ((a >> 16 & 255) * keep + (b >> 16 & 255) * percent) / 100;
    let green = ((a >> 8 & 255) * keep + (b >> 8 & 255) * percent) / 100;
    let blue = ((a & 255) * keep + (b & 255) * percent) / 100;
    red << 16 | green << 8 | blue
}

/// All colors of one picture.
#[derive(Clone, Copy)]
pub(super) struct Palette {
    /// Hour the picture shows.
    pub(super) hour: Hour,
    /// Color of walls and large things.
    pub(super) main: u32,
    /// Color of trims and shade.
    pub(super) deep: u32,
    /// Color of what should be seen.
    pub(super) accent: u32,
    /// White in this light.
    pub(super) cream: u32,
    /// Glass without a lamp behind it.
    pub(super) glass: u32,
    /// Sky overhead.
    pub(super) sky_top: u32,
    /// Sky at the horizon.
    pub(super) sky_low: u32,
    /// Sun or moon.
    pub(super) sun: u32,
    /// Leaves in the light.
    pub(super) leaf: u32,
    /// Leaves in the shade.
    pub(super) leaf_deep: u32,
    /// Trunks, poles and planks.
    pub(super) wood: u32,
    /// Tumblers, pots and rails.
    pub(super) steel: u32,
    /// The farther and the nearer skyline.
    pub(super) far: (u32, u32),
}

impl Palette {
    /// Takes domain, hour and dice, gives the picture's colors.
    pub(super) fn new(domain: Domain, hour: Hour, dice: &mut Dice) -> Self {
        let (main, deep, accent) = trio(domain);
        let (sky_top, sky_low) = dice.pick(skies(hour));
        // the wall drifts a little between houses of one domain, as paint does between neighbors
        let wall = match dice.between(0, 4) {
            0 => mix(main, accent, 26),
            1 => mix(main, CREAM, 24),
            2 => mix(main, deep, 26),
            _ => main,
        };
        let (leaf, leaf_deep) = dice.pick(&[(0x0033_8a5a, 0x001f_6647), (0x004c_9150, 0x002d_6b45), (0x0063_9a4e, 0x003c_7040), (0x002f_7d63, 0x001c_5a4c)]);
        let haze = mix(main, sky_top, if hour.is_dark() { 62 } else { 8 });
        let light = |color| lit(hour, color);
        Self {
            hour,
            main: light(wall),
            deep: light(deep),
            accent: light(accent),
            cream: light(CREAM),
            glass: light(mix(deep, sky_top, 38)),
            sky_top,
            sky_low,
            sun: dice.pick(suns(hour)),
            leaf: light(leaf),
            leaf_deep: light(leaf_deep),
            wood: light(0x006b_4029),
            steel: light(0x00c9_d2d6),
            far: (mix(sky_low, haze, 24), mix(sky_low, haze, 44)),
        }
    }

    /// Gives a pigment as it looks at this hour.
    pub(super) const fn light(&self, color: u32) -> u32 {
        lit(self.hour, color)
    }

    /// Gives a second wall color that stands off the first.
    pub(super) const fn second(&self) -> u32 {
        mix(self.main, self.cream, 42)
    }
}

/// Seen by daylight a pigment is itself; dawn warms it, dusk and night draw it towards the sky.
const fn lit(hour: Hour, color: u32) -> u32 {
    match hour {
        Hour::Dawn => mix(color, 0x00f2_a07a, 12),
        Hour::Day => color,
        Hour::Dusk => mix(color, 0x004a_2260, 18),
        Hour::Night => mix(color, 0x0019_1848, 31),
    }
}

const fn trio(domain: Domain) -> (u32, u32, u32) {
    match domain {
        Domain::Food => (0x00bf_4630, 0x006e_2620, 0x00f2_a516),
        Domain::Heritage => (0x00d0_8a5b, 0x0087_4833, 0x00f0_c98b),
        Domain::Nature => (0x002f_8f83, 0x0016_5a5c, 0x00f4_c95d),
        Domain::Art => (0x00c8_4474, 0x006b_1f4a, 0x002f_a7a0),
        Domain::Craft => (0x0035_479e, 0x001d_2766, 0x00e9_a84b),
        Domain::Music => (0x0084_3278, 0x004a_1a4a, 0x00f2_a516),
        Domain::Wellness => (0x0046_9a94, 0x0022_5a5c, 0x00f5_a58f),
        Domain::Sport => (0x00d9_6a30, 0x007d_3216, 0x008c_b84a),
        Domain::Learning => (0x00e0_b04f, 0x002f_5d50, 0x00c8_553d),
        Domain::Nightlife => (0x004b_3a8c, 0x0024_1a52, 0x00ff_4f8b),
    }
}

const fn skies(hour: Hour) -> &'static [(u32, u32)] {
    match hour {
        Hour::Dawn => &[(0x00f6_c2a3, 0x00fc_e5c4), (0x00f2_aea4, 0x00fd_e4c4), (0x00e3_bdd0, 0x00fb_ddbd)],
        Hour::Day => &[(0x00b5_dae3, 0x00ec_ead6), (0x009f_d2e4, 0x00e8_f0e2), (0x00c9_e3d6, 0x00f6_ecd2)],
        Hour::Dusk => &[(0x0055_3672, 0x00cf_705a), (0x003f_3d7d, 0x00e2_8c5e), (0x006a_2f62, 0x00ec_9a5c)],
        Hour::Night => &[(0x0013_153c, 0x003c_2d68), (0x000f_1a3c, 0x002d_4370), (0x001b_133f, 0x0050_2f62)],
    }
}

const fn suns(hour: Hour) -> &'static [u32] {
    match hour {
        Hour::Dawn => &[0x00ea_704a, 0x00f0_8455, 0x00e8_6160],
        Hour::Day => &[0x00f2_a516, 0x00f7_ba3e],
        Hour::Dusk => &[0x00fa_cc6e, 0x00f7_b05a, 0x00ff_d98a],
        Hour::Night => &[0x00f4_e6b8, 0x00f7_f0d8],
    }
}
