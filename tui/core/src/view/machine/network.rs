//! How the machine reaches others: interfaces, gateway, name servers.

use crate::state::{MachineState, State};
use crate::view::fields::Fields;
use crate::view::theme::Role;
use crate::wording::{self, Sign};
use kiemke_config::messages::Msg;
use kiemke_wire::facts::{Attachment, Interface};
use ratatui::text::Line;

pub(super) fn rows(state: &State, machine: &MachineState) -> Vec<Line<'static>> {
    let facts = &machine.inventory.network;
    let mut fields = Fields::new(state);
    let gateway = facts.gateway.clone().unwrap_or_default();
    let servers = (!facts.dns_servers.is_empty()).then(|| facts.dns_servers.join(", "));
    fields
        .heading(Msg::HeadingWayOut)
        .field(Msg::FieldGateway, gateway.address)
        .field(Msg::FieldInterface, gateway.interface)
        .field(Msg::FieldSubnet, gateway.subnet)
        .field(Msg::FieldDnsServers, servers)
        .rare(Msg::FieldProxy, facts.proxy.as_ref())
        .heading(Msg::HeadingInterfaces);
    if facts.interfaces.is_empty() {
        fields.text(Role::Dim, state.texts().text(Msg::NotKnown));
    }
    for interface in &facts.interfaces {
        one(state, interface, &mut fields);
    }
    fields.into_lines()
}

fn one(state: &State, interface: &Interface, fields: &mut Fields<'_>) {
    let texts = state.texts();
    let (sign, word) = match interface.connected {
        Some(true) => (Sign::Good, Msg::InterfaceConnected),
        Some(false) => (Sign::Unknown, Msg::InterfaceUnplugged),
        None => (Sign::Unknown, Msg::NotKnown),
    };
    let attachment = interface.attachment.map(|attachment| match attachment {
        Attachment::BuiltIn => Msg::AttachmentBuiltIn,
        Attachment::Usb => Msg::AttachmentUsb,
        Attachment::Virtual => Msg::AttachmentVirtual,
    });
    fields.item([
        Some(format!("{} {}", sign.glyph(), texts.text(word))),
        interface.name.clone(),
        interface.kind.clone(),
        attachment.map(|id| texts.text(id).to_owned()),
        interface.speed_mbps.map(|speed| format!("{speed} Mbps")),
        interface.mac.clone(),
    ]);
    if let Some(link) = interface
        .wifi
        .as_ref()
        .and_then(|link| wording::wifi(texts, link))
    {
        fields.text(Role::Dim, &format!("  {link}"));
    }
    for address in &interface.addresses {
        fields.text(Role::Dim, &format!("  {address}"));
    }
}
