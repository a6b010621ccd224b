/// Makes the names; the key in the files is the name in kebab case.
macro_rules! messages {
    ($($name:ident,)*) => {
        /// The name of a text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the texts stand in messages/*.ftl")]
        pub enum Msg { $($name,)* }

        impl Msg {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in the code.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

messages! {
    // General
    AppName,
    Yes,
    No,
    NotKnown,
    Loading,
    OtherLanguage,
    UnitRoot,
    DurationSeconds,
    DurationMinutes,
    DurationHours,
    DurationDays,
    // The header
    HeaderDemo,
    HeaderWarnings,
    HeaderSilent,
    LinkConnecting,
    LinkOnline,
    LinkLost,
    // Screens and keys
    TabOverview,
    TabMachines,
    TabEvents,
    HelpTitle,
    PaletteTitle,
    PaletteNoMatch,
    CommandAccept,
    CommandAscii,
    CommandBack,
    CommandCancelSearch,
    CommandClose,
    CommandDown,
    CommandErase,
    CommandEraseAll,
    CommandFilter,
    CommandFirst,
    CommandGoEvents,
    CommandGoMachines,
    CommandGoOverview,
    CommandHelp,
    CommandLanguage,
    CommandLast,
    CommandNext,
    CommandOpen,
    CommandOpenMachine,
    CommandPageDown,
    CommandPageUp,
    CommandPalette,
    CommandPrevious,
    CommandQuit,
    CommandRedraw,
    CommandRefresh,
    CommandRun,
    CommandSearch,
    CommandSearchSoftware,
    CommandSort,
    CommandSuspend,
    CommandTheme,
    CommandUp,
    // Why there is no answer
    RefusalUnreachable,
    RefusalDenied,
    RefusalMissing,
    RefusalFailed,
    // Overview
    ShareStudents,
    ShareTeachers,
    ShareItems,
    ShareTarget,
    VerdictMet,
    VerdictMissed,
    VerdictUnproven,
    VerdictNotApplicable,
    MachinesLabel,
    LinesLabel,
    CountKnown,
    CountWarnings,
    LatestEvents,
    // States
    StateFresh,
    StateAgeing,
    StateExpired,
    StateSilent,
    LineUp,
    LineDown,
    LineUnknown,
    // Machines
    ColumnName,
    ColumnUnit,
    ColumnModel,
    ColumnSystem,
    ColumnMemory,
    ColumnSeen,
    ColumnState,
    ColumnWarnings,
    SearchHint,
    ListCount,
    ListSearching,
    ListSort,
    ListFilter,
    SortName,
    SortNewestSeen,
    SortOldestSeen,
    SortId,
    FilterAll,
    FilterWarnings,
    MachinesNoMatch,
    MachinesEmpty,
    // One machine
    MachineTabHardware,
    MachineTabSoftware,
    MachineTabNetwork,
    MachineTabReadings,
    MachineTabWarnings,
    SectionSystem,
    SectionIdentity,
    SectionCpu,
    SectionMemory,
    SectionStorage,
    SectionNetwork,
    SectionSoftware,
    SectionsMissing,
    SectionsUnreadable,
    CoresAndThreads,
    VolumeFree,
    VolumeEncrypted,
    FieldHostName,
    FieldSystem,
    FieldBuild,
    FieldKernel,
    FieldChassis,
    FieldVirtualization,
    FieldTimeZone,
    FieldModel,
    FieldCores,
    FieldSpeed,
    FieldTotal,
    FieldSlots,
    FieldSystemSerial,
    FieldSystemUuid,
    FieldBoard,
    FieldBoardSerial,
    FieldChassisSerial,
    FieldFirmware,
    FieldSecureBoot,
    FieldTpm,
    HeadingAgent,
    FieldAgentVersion,
    FieldEnrolled,
    FieldLastSeen,
    FieldMachineUptime,
    FieldSpooled,
    FieldDropped,
    FieldAgentMemory,
    HeadingWayOut,
    FieldGateway,
    FieldInterface,
    FieldSubnet,
    FieldDnsServers,
    FieldProxy,
    HeadingInterfaces,
    InterfaceConnected,
    InterfaceUnplugged,
    AttachmentBuiltIn,
    AttachmentUsb,
    AttachmentVirtual,
    HeadingNewest,
    HeadingLastDay,
    ReadingsNone,
    ReadingsCount,
    ReadingGateway,
    ReadingFirstByte,
    ReadingRoundTrip,
    ReadingJitter,
    ReadingLoss,
    FieldMemoryFree,
    ProbeFailedDns,
    ProbeFailedTcp,
    ProbeFailedTls,
    ProbeFailedHttp,
    WarningsNone,
    SoftwareEmpty,
    SoftwareNoMatch,
    // Events
    EventsEmpty,
    EventSeen,
    EventEnrolled,
    EventAgentStarted,
    EventSectionChanged,
    EventSetAside,
    EventCollectorFailed,
    EventDropped,
    EventClockAhead,
    EventClockBehind,
    EventLineFound,
    EventLineDown,
    EventLineUp,
    EventTokenMade,
}

impl Msg {
    /// Its name in the files: `event-line-down` for `EventLineDown`.
    pub fn key(self) -> String {
        let mut key = String::with_capacity(self.name().len() + 8);
        for letter in self.name().chars() {
            if letter.is_ascii_uppercase() && !key.is_empty() {
                key.push('-');
            }
            key.push(letter.to_ascii_lowercase());
        }
        key
    }

    /// The text with that key in the files.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.key() == key)
    }
}
