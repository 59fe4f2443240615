//! The coverage as text for people.

use super::{Coverage, Gap};
use crate::untrusted::one_line;

/// Columns of the longest name that is shown whole.
const WIDEST: usize = 56;

impl Coverage {
    /// A line for each profile, their sum, and the gaps, the costliest first.
    pub fn table(&self) -> String {
        let wide = self.profiles.iter().map(|p| p.name.chars().count()).max().unwrap_or(0).clamp(7, WIDEST);
        let mut out = format!("Against {}\n\n", one_line(&self.target));
        out += &format!("{:wide$}  controls  evaluated  not applicable  no checks  percent\n", "profile");
        for profile in &self.profiles {
            let name: String = one_line(&profile.name).chars().take(wide).collect();
            out += &row(&name, wide, &profile.counts);
            if let Some(problem) = &profile.problem {
                out += &format!("  {}\n", one_line(problem));
            }
        }
        out += &row("all", wide, &self.sum);
        if !self.gaps.is_empty() {
            out += "\ncontrols  what was in the way\n";
            self.gaps.iter().for_each(|gap| out += &line(gap));
        }
        out
    }
}

fn row(name: &str, wide: usize, counts: &super::Counts) -> String {
    let super::Counts { controls, evaluated, not_applicable, without_checks, percent } = counts;
    format!("{name:wide$}  {controls:>8}  {evaluated:>9}  {not_applicable:>14}  {without_checks:>9}  {percent:>7.1}\n")
}

fn line(gap: &Gap) -> String {
    let what: String = one_line(&gap.cause.what).chars().take(160).collect();
    let example = gap.example.as_deref().map(|e| format!("  [{}]", one_line(e))).unwrap_or_default();
    format!("{:>8}  {}: {what}{example}\n", gap.controls, gap.cause.kind.as_str())
}
