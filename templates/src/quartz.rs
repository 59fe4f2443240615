//! Times of cron as Quartz has them, which Bamboo and Spinnaker take, and with them EventBridge: one of the two days is `?`, and a
//! week begins with its Sunday as day 1. Days of a week are written by their names, which mean the same everywhere.

use std::collections::BTreeSet;

const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The five fields of a time of cron as five of Quartz', without that of seconds.
///
/// # Errors
/// It is no time of cron, or it names days of a month and days of a week: cron runs on both, Quartz cannot.
pub(crate) fn quartz(cron: &str) -> Result<String, minijinja::Error> {
    let wrong = |why: &str| {
        let why = format!("{cron:?} {why}");
        minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, why)
    };
    let fields: Vec<&str> = cron.split(' ').collect();
    let [minute, hour, of_month, month, of_week] = fields[..] else { return Err(wrong("has not five fields")) };
    let (of_month, of_week) = match (of_month, of_week) {
        (of_month, "*") => (of_month.to_owned(), "?".to_owned()),
        ("*", of_week) => ("?".to_owned(), week(of_week).ok_or_else(|| wrong("names no days of a week"))?),
        _ => return Err(wrong("has days of a month and days of a week, which cannot be said here at once")),
    };
    let time = format!("{minute} {hour} {of_month} {month} {of_week}");
    match time.chars().all(|c| c.is_ascii_alphanumeric() || "*/,-? ".contains(c)) {
        true => Ok(time),
        false => Err(wrong("has other signs than a time of cron")),
    }
}

/// The days of such a list as `1-5` or `mon,3/2`, by their names.
fn week(list: &str) -> Option<String> {
    let mut days = BTreeSet::new();
    for item in list.split(',') {
        let (range, step) = item.split_once('/').map_or((item, Some(1)), |(range, step)| (range, step.parse().ok()));
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (0, 6),
            Some((first, last)) => (day(first)?, day(last)?),
            None => (day(range)?, if item.contains('/') { 6 } else { day(range)? }),
        };
        let step: usize = step.filter(|step| *step > 0)?;
        if first > last {
            return None;
        }
        days.extend((first..=last).step_by(step).map(|day| day % 7));
    }
    Some(days.into_iter().map(|day| DAYS[day]).collect::<Vec<_>>().join(","))
}

/// The number of a day: 0 and 7 are the Sunday.
fn day(word: &str) -> Option<usize> {
    let named = DAYS.iter().position(|day| day.eq_ignore_ascii_case(word));
    named.or_else(|| word.parse().ok().filter(|day| *day <= 7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_cron_is_the_same_time_for_quartz() {
        let is = |cron: &str, expected: &str| assert_eq!(quartz(cron).unwrap(), expected, "{cron}");
        is("17 3 * * *", "17 3 * * ?");
        is("*/15 8-18 1,15 * *", "*/15 8-18 1,15 * ?");
        is("30 2 * * 1-5", "30 2 ? * MON,TUE,WED,THU,FRI");
        is("30 2 * jan 0", "30 2 ? jan SUN");
        is("30 2 * * 5-7", "30 2 ? * SUN,FRI,SAT");
        is("30 2 * * */3", "30 2 ? * SUN,WED,SAT");
        is("30 2 * * mon,4/2", "30 2 ? * MON,THU,SAT");
    }

    #[test]
    fn what_quartz_cannot_say_is_refused() {
        for cron in ["0 0 1 * 1", "0 0 * *", "0 0 * * 8", "0 0 * * fr", "0 0 * * 6-2", "0 0 * * 1/0", "0 0; * * *"] {
            assert!(quartz(cron).is_err(), "{cron}");
        }
    }
}
