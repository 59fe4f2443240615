//! Elsewhere than on Linux no program of that kind is found.

use crate::access::Lease;
use crate::cinc::Program;
use crate::problem::Problem;
use crate::scan::found::Found;
use crate::scan::{Observer, Scan};
use crate::target::ContainerTarget;

impl Scan<'_> {
    /// Never reached: elsewhere there is no such program.
    pub(in crate::scan) async fn foreign(
        &self,
        program: &Program,
        _: &ContainerTarget,
        _: &mut dyn Observer,
        _: &mut Found,
        _: &mut Option<Lease>,
    ) -> Result<(), Problem> {
        program.never()
    }
}
