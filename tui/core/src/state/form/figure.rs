//! A figure that is typed: what is asked of it, and what the daemon is told.

use super::field::Answered;
use super::{FieldState, FormState, Purpose};
use crate::change::Change;
use crate::state::plan::Period;
use kiemke_config::messages::{Lang, Msg};
use kiemke_wire::date::Date;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{FigureWish, SetFigures, TargetView};

/// A question about a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FigureField {
    Numerator,
    Denominator,
    From,
    To,
    Source,
    Dated,
    Note,
    Reason,
}

impl FigureField {
    /// In the order in which they are asked, with whether an answer is needed.
    const ALL: [(Self, bool); 8] = [
        (Self::Numerator, true),
        (Self::Denominator, true),
        (Self::From, true),
        (Self::To, true),
        (Self::Source, true),
        (Self::Dated, false),
        (Self::Note, false),
        (Self::Reason, false),
    ];

    pub(super) fn label(self) -> Msg {
        match self {
            Self::Numerator => Msg::FieldNumerator,
            Self::Denominator => Msg::FieldDenominator,
            Self::From => Msg::FieldFrom,
            Self::To => Msg::FieldTo,
            Self::Source => Msg::FieldSource,
            Self::Dated => Msg::FieldDated,
            Self::Note => Msg::FieldNotes,
            Self::Reason => Msg::ColumnReason,
        }
    }

    pub(super) fn help(self) -> Msg {
        match self {
            Self::Numerator => Msg::FieldHelpNumerator,
            Self::Denominator => Msg::FieldHelpDenominator,
            Self::From | Self::To => Msg::FieldHelpPeriod,
            Self::Source => Msg::FieldHelpSource,
            Self::Dated => Msg::FieldHelpDated,
            Self::Note => Msg::FieldHelpNotes,
            Self::Reason => Msg::FieldHelpCorrected,
        }
    }

    /// Its name in the place that the daemon names, such as `figures[0].numerator`.
    fn wire(self) -> &'static str {
        match self {
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::From => "from",
            Self::To => "to",
            Self::Source => "source",
            Self::Dated => "dated",
            Self::Note => "note",
            Self::Reason => "reason",
        }
    }

    /// Whether the daemon means this one.
    pub(super) fn is_at(self, place: &str) -> bool {
        place.rsplit('.').next() == Some(self.wire())
    }
}

impl FormState {
    /// The form by which a target's figure of a unit is typed: for this year so far, until somebody says otherwise.
    pub(crate) fn figure(unit: UnitKey, target: &TargetView, today: Date, lang: Lang) -> Self {
        let fields = FigureField::ALL.map(|(field, required)| FieldState::of_figure(field, required));
        let purpose = Purpose::Figure {
            unit,
            indicator: target.id.clone(),
        };
        let mut state = Self::bare(purpose, fields.into());
        let begin = Date::new(today.year(), 1, 1).unwrap_or(today);
        for (field, day) in [(FigureField::From, begin), (FigureField::To, today)] {
            if let Some(asked) = state
                .fields
                .iter_mut()
                .find(|asked| asked.figure() == Some(field))
            {
                asked.input.set(&super::written_day(lang, day));
            }
        }
        state.begin();
        state
    }
}

impl FormState {
    /// The form that asks between which days something moved.
    pub(crate) fn period(period: Period, lang: Lang) -> Self {
        let asked = [(FigureField::From, period.from), (FigureField::To, period.to)];
        let fields = asked.map(|(field, day)| {
            let mut field = FieldState::of_figure(field, false);
            if let Some(day) = day {
                field.input.set(&super::written_day(lang, day));
            }
            field
        });
        let mut state = Self::bare(Purpose::Period, fields.into());
        state.begin();
        state
    }
}

/// The days of such a form.
pub(super) fn period_of(form: &FormState, today: Date) -> Period {
    let day = |wanted: FigureField| {
        let field = form.fields.iter().find(|field| field.figure() == Some(wanted))?;
        match field.read(today) {
            Ok(Answered::Day(day)) => Some(day),
            _ => None,
        }
    };
    Period {
        from: day(FigureField::From),
        to: day(FigureField::To),
    }
}

/// What the whole form asks; `None` when a field is wrong.
pub(super) fn change(form: &FormState, unit: UnitKey, indicator: &str, today: Date) -> Option<Change> {
    let of = |field: FigureField| {
        let asked = form.fields.iter().find(|asked| asked.figure() == Some(field))?;
        asked.read(today).ok()
    };
    let number = |field| match of(field)? {
        Answered::Number(number) => Some(number),
        _ => None,
    };
    let day = |field| match of(field)? {
        Answered::Day(day) => Some(day),
        _ => None,
    };
    let text = |field| match of(field)? {
        Answered::Text(text) => Some(text),
        _ => None,
    };
    let figure = FigureWish {
        unit: unit.to_string(),
        indicator: indicator.to_owned(),
        level: None,
        from: day(FigureField::From)?,
        to: day(FigureField::To)?,
        numerator: number(FigureField::Numerator)?,
        denominator: Some(number(FigureField::Denominator)?),
        source: text(FigureField::Source)?,
        dated: day(FigureField::Dated),
        note: text(FigureField::Note),
    };
    Some(Change::Figures(SetFigures {
        figures: vec![figure],
        reason: text(FigureField::Reason),
    }))
}
