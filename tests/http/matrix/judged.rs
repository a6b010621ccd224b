//! Who may read judgements, maps and sheets of evidence, and type the figures that nothing computes.

use super::May::{Asked, No, NotThere, Yes};
use super::{EXPORT, May, Row, all, only};
use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;

const READINESS: (&str, &str) = ("GET", "/v1/readiness");
const PLAN: (&str, &str) = ("GET", "/v1/plan");
const TARGET: (&str, &str) = ("GET", "/v1/plan/{target}");
const TARGET_HISTORY: (&str, &str) = ("GET", "/v1/plan/{target}/history");
const WHAT_IF: (&str, &str) = ("GET", "/v1/what-if");
const GAPS: (&str, &str) = ("GET", "/v1/gaps");
const STANDARDS: (&str, &str) = ("GET", "/v1/standards");
const RELOAD: (&str, &str) = ("POST", "/v1/standards/reload");
const FIGURES: (&str, &str) = ("GET", "/v1/figures");
const SET_FIGURES: (&str, &str) = ("POST", "/v1/figures");
const FIGURE: (&str, &str) = ("GET", "/v1/figures/{id}");
const FIGURE_HISTORY: (&str, &str) = ("GET", "/v1/figures/{id}/history");
const WITHDRAW_FIGURE: (&str, &str) = ("POST", "/v1/figures/{id}/withdraw");
const UNDO_FIGURES: (&str, &str) = ("POST", "/v1/figures/undo");
const SET_PLAN: (&str, &str) = ("POST", "/v1/plans");
const UNDO_PLAN: (&str, &str) = ("POST", "/v1/plans/undo");
const TYPED_PLAN: (&str, &str) = ("GET", "/v1/plans/{id}");
const WITHDRAW_PLAN: (&str, &str) = ("POST", "/v1/plans/{id}/withdraw");
const OWN_FIGURE: &str = r#"{"figures":[{"unit":"own","indicator":"T7","from":"2026-01-01","to":"2026-06-30","numerator":1,"denominator":1,"source":"x"}]}"#;
const OTHER_FIGURE: &str = r#"{"figures":[{"unit":"other","indicator":"T7","from":"2026-01-01","to":"2026-06-30","numerator":1,"denominator":1,"source":"x"}]}"#;
const WRONG: &str = r#"{"reason":"nhầm"}"#;
const SITES: (&str, &str) = ("GET", "/v1/sites");
const ITEMS: (&str, &str) = ("GET", "/v1/items");
const LABELS_PDF: (&str, &str) = ("GET", "/v1/labels.pdf");
const LABELS_SVG: (&str, &str) = ("GET", "/v1/labels.svg");
/// Of another school: only the administrator may even ask.
const NOT_THEIRS: [May; 4] = [NotThere, NotThere, NotThere, Asked];

/// f1 is of the own unit, f2 of the other.
pub(super) const ROWS: &[Row] = &[
    all(SITES, "/v1/sites", Yes),
    all(SITES, "/v1/sites?unit=other", NotThere),
    all(EXPORT, "/v1/export/evidence.html?line=l1", Yes),
    all(EXPORT, "/v1/export/evidence.csv?line=l2", NotThere),
    all(READINESS, "/v1/readiness", Yes),
    all(READINESS, "/v1/readiness?unit=other", NotThere),
    all(READINESS, "/v1/readiness?by=level&unit=root", NotThere),
    all(PLAN, "/v1/plan", Yes),
    all(PLAN, "/v1/plan?unit=other", NotThere),
    all(TARGET, "/v1/plan/T2s", Yes),
    all(TARGET, "/v1/plan/T11?unit=other", NotThere),
    all(TARGET_HISTORY, "/v1/plan/T2s/history", Yes),
    all(TARGET_HISTORY, "/v1/plan/T2s/history?unit=other", NotThere),
    all(WHAT_IF, "/v1/what-if", Yes),
    all(WHAT_IF, "/v1/what-if?unit=other", NotThere),
    all(GAPS, "/v1/gaps", Yes),
    all(GAPS, "/v1/gaps?unit=other", NotThere),
    all(STANDARDS, "/v1/standards", Yes),
    only(RELOAD, "/v1/standards/reload", "", [No, No, No, Yes]),
    // Plans hold for the whole province. None was typed, and the text is none.
    only(TYPED_PLAN, "/v1/plans/x", "", [NotThere; 4]),
    only(SET_PLAN, "/v1/plans", r#"{"text":"x"}"#, [No, No, No, Asked]),
    only(UNDO_PLAN, "/v1/plans/undo", r#"{"entry":1}"#, [No, No, No, Asked]),
    only(
        WITHDRAW_PLAN,
        "/v1/plans/x/withdraw",
        WRONG,
        [No, No, No, NotThere],
    ),
    // Planners type figures of their units. f1 is of the own unit, f2 of the other.
    all(FIGURES, "/v1/figures", Yes),
    all(FIGURES, "/v1/figures?unit=other", NotThere),
    only(SET_FIGURES, "/v1/figures", OWN_FIGURE, [No, No, Yes, Yes]),
    only(SET_FIGURES, "/v1/figures", OTHER_FIGURE, [No, No, Asked, Yes]),
    // The first entry made the folder.
    only(
        UNDO_FIGURES,
        "/v1/figures/undo",
        r#"{"entry":1}"#,
        [No, No, Asked, Asked],
    ),
    all(FIGURE, "/v1/figures/f1", Yes),
    all(FIGURE, "/v1/figures/f2", NotThere),
    all(FIGURE_HISTORY, "/v1/figures/f1/history", Yes),
    all(FIGURE_HISTORY, "/v1/figures/f2/history", NotThere),
    only(
        WITHDRAW_FIGURE,
        "/v1/figures/f1/withdraw",
        WRONG,
        [No, No, Yes, Yes],
    ),
    only(
        WITHDRAW_FIGURE,
        "/v1/figures/f2/withdraw",
        WRONG,
        [No, No, NotThere, Yes],
    ),
    all(ITEMS, "/v1/items", Yes),
    all(ITEMS, "/v1/items?unit=other", NotThere),
    // Neither record has a code, so there is nothing to print.
    only(LABELS_PDF, "/v1/labels.pdf?ids=e1", "", [Asked; 4]),
    only(LABELS_PDF, "/v1/labels.pdf?ids=e2", "", NOT_THEIRS),
    only(LABELS_SVG, "/v1/labels.svg", "", [Asked; 4]),
    only(LABELS_SVG, "/v1/labels.svg?unit=other", "", NOT_THEIRS),
];

/// A figure of each school.
pub(super) async fn type_both(daemon: &TestDaemon) {
    for figure in [OWN_FIGURE, OTHER_FIGURE] {
        let body: serde_json::Value = serde_json::from_str(figure).unwrap();
        let request = Request::post("/v1/figures", &body);
        let set = daemon.admin.exchange(request).await.unwrap();
        assert_eq!(set.status, 200, "{:?}", set.body);
    }
}
