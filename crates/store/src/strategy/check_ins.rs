//! Check-ins of key results.

use throughline_domain::{KeyResultId, strategy::CheckIn};

use crate::{
    Reader, StoreError,
    record::{plain, private::Mapped, record, sql},
};

record!(CheckIn, "check-in" in "check_in" {
    id, key_result_id, on as ["of_day"], confidence, value, note, by as ["by_member_id"], at, withdrawn_at,
});

plain! { CheckIn }

sql! {
    OF_KEY_RESULT = "select id, key_result_id, of_day, confidence, value, note, by_member_id, at, withdrawn_at
         from check_in where workspace_id = $1 and key_result_id = $2 order by of_day desc, at desc, id desc";
}

impl Reader<'_> {
    /// The check-ins of a key result, those that were taken back among them, the newest first.
    pub async fn check_ins_of(&mut self, result: KeyResultId) -> Result<Vec<CheckIn>, StoreError> {
        let rows = self.scoped(OF_KEY_RESULT, vec![result.0.into()]).await?;
        rows.into_iter().map(|mut cells| CheckIn::read(&mut cells)).collect()
    }
}
