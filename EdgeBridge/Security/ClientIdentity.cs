namespace EventEdge.EdgeBridge.Security;

/// <summary>Who a client has proven to be.</summary>
/// <param name="User">The user name, or the common name of its certificate; empty for one nobody asked.</param>
/// <param name="ClientId">What <c>{client_id}</c> means for it: its MQTT client id, or the common name where a certificate says it.</param>
internal sealed record ClientIdentity(string User, string ClientId);
