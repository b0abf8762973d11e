namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>What the embedded broker holds now, and what it gave up for want of room since the start of the process.</summary>
/// <param name="Connections">Connections that are open.</param>
/// <param name="Refused">Connections refused because too many were open.</param>
/// <param name="Sessions">Sessions, those of clients that are away included.</param>
/// <param name="Retained">Topics with a retained message.</param>
/// <param name="RetainedBytes">Bytes of memory they take.</param>
/// <param name="RetainedFull">Retained messages that were not kept: their topics have no value since.</param>
/// <param name="MessagesDropped">Messages dropped from sessions that were full, or with sessions given up.</param>
/// <param name="SessionsDropped">Sessions of clients that were away given up before their time.</param>
public sealed record ListenerCounts(
    int Connections, long Refused, int Sessions, int Retained, long RetainedBytes, long RetainedFull, long MessagesDropped,
    long SessionsDropped);
