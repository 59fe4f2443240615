//! `/etc/passwd` and `/etc/group`, as far as names of numbers go.

/// The first name that has `id` in a file of lines `name:password:id:...`.
pub(crate) fn name_of(file: &[u8], id: u32) -> Option<String> {
    String::from_utf8_lossy(file).lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1)?.parse() == Ok(id)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_with_the_number_names_it() {
        let file = b"root:x:0:0:root:/root:/bin/sh\n\nbroken\ntoor:x:0::\nalice:x:1000:1000::\n";
        assert_eq!(name_of(file, 0).as_deref(), Some("root"));
        assert_eq!(name_of(file, 1000).as_deref(), Some("alice"));
        assert_eq!(name_of(file, 7), None);
    }
}
