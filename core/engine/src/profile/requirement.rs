//! Version requirements in the form of RubyGems, such as `>= 4.0, < 6`.

use std::cmp::Ordering;

/// Whether `version` meets all parts of `requirement`. None if either cannot be understood.
pub(super) fn met(requirement: &str, version: &str) -> Option<bool> {
    let version = numbers(version)?;
    let mut all = true;
    for part in requirement.split(',') {
        let part = part.trim();
        let (operator, wanted) = part.split_at(part.find(|c: char| c.is_ascii_digit())?);
        all &= one(operator.trim(), &version, &numbers(wanted)?)?;
    }
    Some(all)
}

fn one(operator: &str, version: &[u64], wanted: &[u64]) -> Option<bool> {
    let order = compare(version, wanted);
    Some(match operator {
        "" | "=" => order.is_eq(),
        "!=" => order.is_ne(),
        ">" => order.is_gt(),
        "<" => order.is_lt(),
        ">=" => order.is_ge(),
        "<=" => order.is_le(),
        // At least this, and equal up to the number before the last.
        "~>" => order.is_ge() && compare(&version[..version.len().min(kept(wanted))], &wanted[..kept(wanted)]).is_eq(),
        _ => return None,
    })
}

fn kept(wanted: &[u64]) -> usize {
    wanted.len().saturating_sub(1).max(1)
}

/// Missing numbers count as 0.
fn compare(a: &[u64], b: &[u64]) -> Ordering {
    let at = |list: &[u64], i: usize| list.get(i).copied().unwrap_or(0);
    (0..a.len().max(b.len())).map(|i| at(a, i).cmp(&at(b, i))).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    version.trim().split('.').map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::met;

    #[test]
    fn requirements_hold_as_in_rubygems() {
        for (requirement, holds) in [
            (">= 4.0", true),
            (">=4", true),
            (">= 5.22, < 6", true),
            ("~> 5.0", true),
            ("~> 5.21.0", false),
            ("~> 5", true),
            ("~> 4", false),
            ("~>4.18", false),
            ("5.22.3", true),
            ("= 5.22.3.0", true),
            ("!= 5.22.3", false),
            ("> 5.22.3", false),
            ("<= 5.22.3", true),
            ("< 5.9", false),
        ] {
            assert_eq!(met(requirement, "5.22.3"), Some(holds), "{requirement}");
        }
        for unclear in ["", "new", ">= 5.0.beta", "=> 4", ">= 4,"] {
            assert_eq!(met(unclear, "5.22.3"), None, "{unclear}");
        }
    }
}
