//! `/v1/settlements` and `/v1/disputes`: what one can only look at.

use super::{Call, Reply};
use crate::{
    errors::ApiError,
    wire::{Collection, Tagged, to_json},
};

pub(super) fn list(call: &mut Call<'_>) -> Reply {
    let settlements = call.state.books.settlements.page(call.page()?, |_| true);
    Ok(to_json(&Collection::new(settlements.into_iter().map(|row| Tagged { entity: "settlement", row }).collect())))
}

pub(super) fn fetch(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "setl_")?;
    let row = call.state.books.settlements.get(&id).ok_or_else(ApiError::unknown_id)?;
    Ok(to_json(&Tagged { entity: "settlement", row }))
}

pub(super) fn recon(call: &mut Call<'_>) -> Reply {
    let small = |name: &str, most: i64| match call.params.integer(name)? {
        Some(value) if !(1..=most).contains(&value) => Err(ApiError::bad(format!("The {name} is invalid.")).field(name)),
        value => Ok(value.and_then(|value| u32::try_from(value).ok())),
    };
    let year = call.params.required_integer("year")?;
    let month = small("month", 12)?.ok_or_else(|| ApiError::required("month"))?;
    let day = small("day", 31)?;
    let count = small("count", 1_000)?.unwrap_or(10);
    let skip = call.params.integer("skip")?.and_then(|skip| usize::try_from(skip).ok()).unwrap_or(0);
    let items = call.state.recon(year, month, day).into_iter().skip(skip);
    Ok(to_json(&Collection::new(items.take(usize::try_from(count).unwrap_or(10)).collect())))
}

pub(super) fn disputes(call: &mut Call<'_>) -> Reply {
    let disputes = call.state.books.disputes.page(call.page()?, |_| true);
    Ok(to_json(&Collection::new(disputes.into_iter().map(|row| Tagged { entity: "dispute", row }).collect())))
}

pub(super) fn dispute(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "disp_")?;
    let row = call.state.books.disputes.get(&id).ok_or_else(ApiError::unknown_id)?;
    Ok(to_json(&Tagged { entity: "dispute", row }))
}
