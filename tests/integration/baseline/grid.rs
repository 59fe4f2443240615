//! Many faults in few scans.
//!
//! Faults, each of which only one control may find, are laid out as a square. A scan is made for each row, with all of its
//! faults at once, and one for each column. Any two faults meet in one of them at most: a control that is flipped by another
//! fault than its own fails in a scan where its own is absent, and one that its own fault does not flip passes in one where
//! it is there.

/// The rows and the columns of a square of `faults`.
pub(super) fn rows_and_columns<T>(faults: &[T]) -> Vec<Vec<&T>> {
    let side = (1..).find(|side| side * side >= faults.len()).expect("a side");
    let at = |pick: &dyn Fn(usize) -> bool| {
        let picked = faults.iter().enumerate().filter(|(index, _)| pick(*index));
        picked.map(|(_, fault)| fault).collect::<Vec<_>>()
    };
    let rows = (0..side).map(|row| at(&move |index| index / side == row));
    let columns = (0..side).map(|column| at(&move |index| index % side == column));
    rows.chain(columns).filter(|group| !group.is_empty()).collect()
}

#[test]
fn each_fault_is_in_two_scans_and_meets_each_other_once_at_most() {
    let faults: Vec<u32> = (0..38).collect();
    let scans = rows_and_columns(&faults);
    assert_eq!(scans.len(), 13);
    for fault in &faults {
        let with: Vec<_> = scans.iter().filter(|scan| scan.contains(&fault)).collect();
        assert_eq!(with.len(), 2);
        let shared: Vec<_> = with[0].iter().filter(|other| with[1].contains(other)).collect();
        assert_eq!(shared, [&fault]);
    }
}
