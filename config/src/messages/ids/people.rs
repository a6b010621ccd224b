//! Names of the texts of people, classes and home surveys.

/// Makes the names, with those that are given.
macro_rules! with_people {
    ($($name:ident,)*) => {
        with_stocktake! {
            $($name,)*
            MorePeople,
            ImportLeft,
            ColumnClass,
            ColumnSite,
            ColumnLevel,
            ColumnGrade,
            ColumnShift,
            ColumnBirthDate,
            ColumnNationalId,
            ColumnLeftOn,
            ColumnHome,
            ColumnPeople,
            FieldLinesComplete,
            FieldSurveysComplete,
            PersonStudent,
            PersonTeacher,
            HelpCommandPeople,
            HelpExamplesPeople,
            HelpCommandClasses,
            HelpCommandComplete,
            HelpExamplesComplete,
            HelpCommandAdd,
            HelpCommandEdit,
            HelpArgPeopleQ,
            HelpArgPeopleFilter,
            HelpArgPersonId,
            HelpArgPersonKind,
            HelpArgPersonCode,
            HelpArgPersonName,
            HelpArgBirthDate,
            HelpArgNationalId,
            HelpArgPersonClass,
            HelpArgPersonSite,
            HelpArgPersonLevel,
            HelpArgLeftOn,
            HelpArgCompleteUnit,
            HelpArgCompleteOf,
            HelpArgCompleteOn,
            HelpArgFiles,
            HelpArgTableDay,
            HelpArgMarkLeft,
            HelpArgMovedIn,
            HelpArgClassName,
        }
    };
}
