//! The roadmap as a file.

use axum::{http::header, response::IntoResponse};

use crate::{
    http::{Answer, Signed},
    site::Site,
};

/// For a spreadsheet.
pub async fn csv(site: &Site, signed: &Signed) -> Answer {
    let text = site.app.roadmap_csv(&signed.actor).await?;
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8");
    Ok(([kind, (header::CONTENT_DISPOSITION, "attachment; filename=\"roadmap.csv\"")], text).into_response())
}

/// For a calendar.
pub async fn calendar(site: &Site, signed: &Signed) -> Answer {
    let text = site.app.roadmap_calendar(&signed.actor).await?;
    let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
    Ok(([kind, (header::CONTENT_DISPOSITION, "attachment; filename=\"roadmap.ics\"")], text).into_response())
}
