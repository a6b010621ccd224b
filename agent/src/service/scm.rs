//! The service control manager of Windows.
#![expect(
    unsafe_code,
    reason = "the calls of Windows are C; each call says why it is sound"
)]

use super::{Installation, Places, ServiceError, State, lay, remove, remove_empty};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use windows_service::service::{
    Service, ServiceAccess, ServiceAction, ServiceActionType, ServiceControl, ServiceControlAccept,
    ServiceErrorControl, ServiceExitCode, ServiceFailureActions, ServiceFailureResetPeriod, ServiceInfo,
    ServiceStartType, ServiceState, ServiceStatus, ServiceType,
};
use windows_service::service_control_handler::{self, ServiceControlHandlerResult};
use windows_service::service_manager::{ServiceManager, ServiceManagerAccess};
use windows_service::{Error, service_dispatcher};
use windows_sys::Win32::Foundation::LocalFree;
use windows_sys::Win32::Security::Authorization::{
    ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
};
use windows_sys::Win32::Security::{DACL_SECURITY_INFORMATION, SetFileSecurityW};
use windows_sys::Win32::Storage::FileSystem::{MOVEFILE_DELAY_UNTIL_REBOOT, MoveFileExW};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, PROCESS_MODE_BACKGROUND_BEGIN, SetPriorityClass,
};

const NAME: &str = "kiemke-agent";
/// How long a service may take to stop before it is told as a failure: it syncs its spool.
const STOPS_WITHIN: Duration = Duration::from_secs(30);
/// Between a failure and the next start.
const RESTART_AFTER: Duration = Duration::from_secs(30);
/// `ERROR_SERVICE_DOES_NOT_EXIST` of winerror.h.
const NOT_THERE: i32 = 1060;

fn known_folder(variable: &str, usual: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| usual.into(), PathBuf::from)
}

/// Below another prefix than `/` everything lies in folders of the same names there, and no service is made.
fn places(prefix: &Path) -> Places {
    let (programs, data) = if is_live(prefix) {
        (
            known_folder("ProgramFiles", r"C:\Program Files"),
            known_folder("ProgramData", r"C:\ProgramData"),
        )
    } else {
        (prefix.join("Program Files"), prefix.join("ProgramData"))
    };
    Places {
        program: programs.join(r"Kiemke\kiemke-agent.exe"),
        settings: data.join(r"Kiemke\agent.toml"),
        data: data.join(r"Kiemke\agent"),
    }
}

fn is_live(prefix: &Path) -> bool {
    prefix == Path::new("/")
}

/// Installs and starts it.
pub(crate) fn install(prefix: &Path, mut wish: Installation) -> Result<(), ServiceError> {
    let places = places(prefix);
    wish.settings.data = Some(places.data.clone());
    wish.settings.root = None;
    wish.settings.url = Some(wish.url.clone());
    if is_live(prefix) {
        // A running program cannot be replaced.
        stop()?;
    }
    lay(&places, &wish)?;
    close_to_users(&places.data)?;
    if !is_live(prefix) {
        return Ok(());
    }
    let info = ServiceInfo {
        name: NAME.into(),
        display_name: "Kiem Ke agent".into(),
        service_type: ServiceType::OWN_PROCESS,
        start_type: ServiceStartType::AutoStart,
        error_control: ServiceErrorControl::Normal,
        executable_path: places.program.clone(),
        launch_arguments: vec![
            "service".into(),
            "run".into(),
            "--config".into(),
            places.settings.clone().into_os_string(),
        ],
        dependencies: Vec::new(),
        // The account of the system: serial numbers and the registry of all users are closed to others.
        account_name: None,
        account_password: None,
    };
    let manager = manager(ServiceManagerAccess::CONNECT | ServiceManagerAccess::CREATE_SERVICE)?;
    let access = ServiceAccess::CHANGE_CONFIG | ServiceAccess::START;
    let service = match manager.open_service(NAME, access) {
        Ok(service) => {
            service.change_config(&info).map_err(keeper("change"))?;
            service
        }
        Err(error) if is_not_there(&error) => {
            manager.create_service(&info, access).map_err(keeper("make"))?
        }
        Err(error) => return Err(keeper("open")(error)),
    };
    keep_it_running(&service)?;
    service.start::<OsString>(&[]).map_err(keeper("start"))
}

fn keep_it_running(service: &Service) -> Result<(), ServiceError> {
    let again = ServiceAction {
        action_type: ServiceActionType::Restart,
        delay: RESTART_AFTER,
    };
    let actions = ServiceFailureActions {
        reset_period: ServiceFailureResetPeriod::After(Duration::from_secs(86_400)),
        reboot_msg: None,
        command: None,
        actions: Some(vec![again.clone(), again.clone(), again]),
    };
    service
        .update_failure_actions(actions)
        .map_err(keeper("set the restarts of"))?;
    service
        .set_failure_actions_on_non_crash_failures(true)
        .map_err(keeper("set the restarts of"))?;
    // Forty machines are switched on at once, and people wait for their desktops.
    service.set_delayed_auto_start(true).map_err(keeper("delay"))?;
    service
        .set_description("Reports this machine and its network to the daemon of Kiem Ke.")
        .map_err(keeper("describe"))
}

/// Stops it and takes everything away, its identity too.
pub(crate) fn uninstall(prefix: &Path) -> Result<(), ServiceError> {
    if is_live(prefix) {
        stop()?;
        let manager = manager(ServiceManagerAccess::CONNECT)?;
        match manager.open_service(NAME, ServiceAccess::DELETE) {
            Ok(service) => service.delete().map_err(keeper("delete"))?,
            Err(error) if is_not_there(&error) => {}
            Err(error) => return Err(keeper("open")(error)),
        }
    }
    let Places {
        program,
        settings,
        data,
    } = places(prefix);
    remove(&settings)?;
    remove(&data)?;
    if remove(&program).is_err() {
        // It is this very program: Windows takes it away at the next start.
        at_next_start(&program);
        program.parent().into_iter().for_each(at_next_start);
    }
    for path in [&program, &settings] {
        path.parent().into_iter().for_each(remove_empty);
    }
    Ok(())
}

/// What the manager says.
pub(crate) fn state(prefix: &Path) -> Result<State, ServiceError> {
    if !is_live(prefix) {
        return Ok(State {
            installed: places(prefix).program.exists(),
            enabled: false,
            running: None,
        });
    }
    let manager = manager(ServiceManagerAccess::CONNECT)?;
    let access = ServiceAccess::QUERY_STATUS | ServiceAccess::QUERY_CONFIG;
    let service = match manager.open_service(NAME, access) {
        Ok(service) => service,
        Err(error) if is_not_there(&error) => {
            return Ok(State {
                installed: false,
                enabled: false,
                running: Some(false),
            });
        }
        Err(error) => return Err(keeper("open")(error)),
    };
    let config = service.query_config().map_err(keeper("ask"))?;
    let status = service.query_status().map_err(keeper("ask"))?;
    Ok(State {
        installed: true,
        enabled: config.start_type == ServiceStartType::AutoStart,
        running: Some(status.current_state == ServiceState::Running),
    })
}

fn stop() -> Result<(), ServiceError> {
    let manager = manager(ServiceManagerAccess::CONNECT)?;
    let service = match manager.open_service(NAME, ServiceAccess::STOP | ServiceAccess::QUERY_STATUS) {
        Ok(service) => service,
        Err(error) if is_not_there(&error) => return Ok(()),
        Err(error) => return Err(keeper("open")(error)),
    };
    let until = Instant::now() + STOPS_WITHIN;
    let mut told = false;
    loop {
        let status = service.query_status().map_err(keeper("ask"))?;
        if status.current_state == ServiceState::Stopped {
            return Ok(());
        }
        if !std::mem::replace(&mut told, true) {
            service.stop().map_err(keeper("stop"))?;
        }
        if Instant::now() > until {
            return Err(ServiceError::Keeper {
                operation: "stop",
                name: NAME,
                reason: format!("it did not stop within {} s", STOPS_WITHIN.as_secs()),
            });
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn manager(access: ServiceManagerAccess) -> Result<ServiceManager, ServiceError> {
    ServiceManager::local_computer(None::<&str>, access).map_err(keeper("reach the keeper of"))
}

fn keeper(operation: &'static str) -> impl FnOnce(Error) -> ServiceError {
    move |error| ServiceError::Keeper {
        operation,
        name: NAME,
        reason: match error {
            Error::Winapi(source) => source.to_string(),
            other => other.to_string(),
        },
    }
}

fn is_not_there(error: &Error) -> bool {
    matches!(error, Error::Winapi(source) if source.raw_os_error() == Some(NOT_THERE))
}

fn wide(path: &Path) -> Vec<u16> {
    use std::os::windows::ffi::OsStrExt as _;
    path.as_os_str().encode_wide().chain(std::iter::once(0)).collect()
}

/// The folder holds a secret: it is for the system and administrators alone.
fn close_to_users(folder: &Path) -> Result<(), ServiceError> {
    // Protected; full access for the system and for administrators, handed down to files and folders within.
    const RULE: &str = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";
    let rule: Vec<u16> = RULE.encode_utf16().chain(std::iter::once(0)).collect();
    let mut descriptor = std::ptr::null_mut();
    // SAFETY: the text ends with a zero, the place for the answer is ours.
    let made = unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            rule.as_ptr(),
            SDDL_REVISION_1,
            &raw mut descriptor,
            std::ptr::null_mut(),
        )
    };
    let path = wide(folder);
    // SAFETY: the path ends with a zero, the descriptor was just made.
    let done =
        made != 0 && unsafe { SetFileSecurityW(path.as_ptr(), DACL_SECURITY_INFORMATION, descriptor) } != 0;
    let reason = std::io::Error::last_os_error();
    // SAFETY: made by the call above, or null; not used any more.
    unsafe { LocalFree(descriptor) };
    if done {
        return Ok(());
    }
    Err(super::file("close to other users", folder)(reason))
}

fn at_next_start(path: &Path) {
    let path = wide(path);
    // SAFETY: the path ends with a zero; without a second path it is removed.
    unsafe { MoveFileExW(path.as_ptr(), std::ptr::null(), MOVEFILE_DELAY_UNTIL_REBOOT) };
}

windows_service::define_windows_service!(entry, serve);

/// What the service does, until it is told to stop. Windows calls the entry without any word of ours.
static WORK: std::sync::OnceLock<fn(CancellationToken) -> bool> = std::sync::OnceLock::new();

/// Runs as the service that Windows started.
pub(crate) fn run_as_service(work: fn(CancellationToken) -> bool) -> Result<(), ServiceError> {
    let _ = WORK.set(work);
    // SAFETY: the handle stands for the process itself. Low priority of processor, disk and memory at once.
    unsafe { SetPriorityClass(GetCurrentProcess(), PROCESS_MODE_BACKGROUND_BEGIN) };
    service_dispatcher::start(NAME, entry).map_err(keeper("run as"))
}

fn serve(_arguments: Vec<OsString>) {
    let stop = CancellationToken::new();
    let told = stop.clone();
    let handler = move |control| match control {
        ServiceControl::Stop | ServiceControl::Shutdown => {
            told.cancel();
            ServiceControlHandlerResult::NoError
        }
        ServiceControl::Interrogate => ServiceControlHandlerResult::NoError,
        _ => ServiceControlHandlerResult::NotImplemented,
    };
    let Ok(handle) = service_control_handler::register(NAME, handler) else {
        return;
    };
    let say = |current_state, exit_code| {
        let running = current_state == ServiceState::Running;
        let status = ServiceStatus {
            service_type: ServiceType::OWN_PROCESS,
            current_state,
            controls_accepted: if running {
                ServiceControlAccept::STOP | ServiceControlAccept::SHUTDOWN
            } else {
                ServiceControlAccept::empty()
            },
            exit_code: ServiceExitCode::Win32(exit_code),
            checkpoint: 0,
            wait_hint: Duration::ZERO,
            process_id: None,
        };
        // Nobody else could be told.
        let _ = handle.set_service_status(status);
    };
    say(ServiceState::Running, 0);
    let done = WORK.get().is_some_and(|work| work(stop));
    say(ServiceState::Stopped, u32::from(!done));
}
