//! A plan of where things are: which part of the map holds them all, and where on its picture each stands without covering another.

use super::map::{Coordinates, middle, tile_position};

/// The nearest and the farthest that a plan looks from.
const ZOOMS: std::ops::RangeInclusive<u32> = 3..=15;
/// Tiles from the middle of the plan to the farthest point; the picture holds one on every side of the middle.
const REACH: f64 = 0.85;
/// How near to the edge a mark may stand, in percent.
const EDGE: f64 = 7.0;
/// How far the middles of two marks are apart, in percent: 44 pixels of 360.
const APART: f64 = 12.5;
/// How often marks are pushed apart; what is still too near then overlaps a little.
const ROUNDS: usize = 60;

/// A part of the map with marks on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub middle: Coordinates,
    pub zoom: u32,
    /// From the left and from the top, in percent of three times three tiles around the middle; one for each point, in their order.
    pub marks: Vec<(f64, f64)>,
}

/// The plan that holds all points; None of no points, or where the map of the world does not reach.
#[must_use]
pub fn plan(points: &[Coordinates]) -> Option<Plan> {
    let (south, north) = bounds(points.iter().map(|point| point.latitude))?;
    let (west, east) = bounds(points.iter().map(|point| point.longitude))?;
    let corners = [Coordinates::new(south, west)?, Coordinates::new(north, east)?];
    let middle = middle(corners.into_iter())?;
    let fits = |zoom: u32| {
        let (x, y) = tile_position(middle, zoom)?;
        let far = |point: &Coordinates| tile_position(*point, zoom).map(|(px, py)| (px - x).abs().max((py - y).abs()));
        points.iter().map(far).collect::<Option<Vec<f64>>>().map(|far| far.into_iter().all(|far| far <= REACH))
    };
    let zoom = ZOOMS.rev().find(|zoom| fits(*zoom) == Some(true)).unwrap_or(*ZOOMS.start());
    let (x, y) = tile_position(middle, zoom)?;
    let (left, top) = (x.floor() - 1.0, y.floor() - 1.0);
    let mark = |point: &Coordinates| tile_position(*point, zoom).map(|(px, py)| ((px - left) / 3.0 * 100.0, (py - top) / 3.0 * 100.0));
    let mut marks = points.iter().map(mark).collect::<Option<Vec<(f64, f64)>>>()?;
    push_apart(&mut marks);
    Some(Plan { middle, zoom, marks })
}

fn bounds(numbers: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.fold(None, |bounds, number| Some(bounds.map_or((number, number), |(low, high): (f64, f64)| (low.min(number), high.max(number)))))
}

/// Moves marks that cover each other half the way apart each, again and again, and none over the edge.
fn push_apart(marks: &mut [(f64, f64)]) {
    for _ in 0..ROUNDS {
        let before = marks.to_vec();
        for second in 1..marks.len() {
            for first in 0..second {
                let (dx, dy) = (marks[second].0 - marks[first].0, marks[second].1 - marks[first].1);
                let distance = (dx * dx + dy * dy).sqrt();
                if distance >= APART {
                    continue;
                }
                let (dx, dy) = if distance < 0.01 { way(first + second) } else { (dx / distance, dy / distance) };
                let push = (APART - distance) / 2.0;
                marks[first] = (marks[first].0 - dx * push, marks[first].1 - dy * push);
                marks[second] = (marks[second].0 + dx * push, marks[second].1 + dy * push);
            }
        }
        for mark in marks.iter_mut() {
            *mark = (mark.0.clamp(EDGE, 100.0 - EDGE), mark.1.clamp(EDGE, 100.0 - EDGE));
        }
        if marks == before {
            break;
        }
    }
}

/// Where the later of two at one spot goes: each pair another way, a golden angle on.
fn way(pair: usize) -> (f64, f64) {
    let (sin, cos) = (f64::from(u32::try_from(pair).unwrap_or_default()) * 2.4).sin_cos();
    (cos, sin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(latitude: f64, longitude: f64) -> Coordinates {
        Coordinates { latitude, longitude }
    }

    #[test]
    fn a_plan_is_as_near_as_it_can_be() {
        assert_eq!(plan(&[]), None);
        let one = plan(&[at(12.97, 77.59)]).unwrap();
        assert_eq!(one.zoom, 15);
        let city = plan(&[at(12.99, 77.57), at(12.93, 77.58), at(12.97, 77.64)]).unwrap();
        let country = plan(&[at(12.97, 77.59), at(26.91, 75.78), at(9.96, 76.25)]).unwrap();
        assert!(city.zoom > 10 && country.zoom < 8, "{} {}", city.zoom, country.zoom);
        // North is up, east is right.
        assert!(country.marks[1].1 < country.marks[0].1 && country.marks[2].0 < country.marks[0].0, "{country:?}");
    }

    #[test]
    fn marks_at_one_spot_are_told_apart() {
        let marks = plan(&[at(12.97, 77.59); 9]).unwrap().marks;
        for (index, mark) in marks.iter().enumerate() {
            for other in &marks[..index] {
                assert!((mark.0 - other.0).hypot(mark.1 - other.1) > 10.0, "{marks:?}");
            }
        }
    }

    #[test]
    fn a_mark_that_comes_in_from_the_edge_is_not_left_on_another() {
        // Far enough apart at first, and no longer once the first has come in from beyond the edge.
        let marks = plan(&[at(12.97, 77.0452), at(12.97, 77.1778), at(12.97, 77.6423)]).unwrap().marks;
        assert!((marks[0].0 - marks[1].0).hypot(marks[0].1 - marks[1].1) > APART - 0.1, "{marks:?}");
    }

    proptest! {
        #[test]
        fn every_mark_is_on_the_picture(points in prop::collection::vec((-80.0..80.0_f64, -170.0..170.0_f64), 1..40)) {
            let points: Vec<Coordinates> = points.into_iter().map(|(latitude, longitude)| at(latitude, longitude)).collect();
            let found = plan(&points).unwrap();
            prop_assert_eq!(found.marks.len(), points.len());
            prop_assert!(found.marks.iter().all(|(left, top)| (0.0..=100.0).contains(left) && (0.0..=100.0).contains(top)));
        }
    }
}
