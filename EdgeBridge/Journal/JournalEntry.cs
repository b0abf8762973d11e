using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.EdgeBridge.Journal;

/// <summary>What an entry records.</summary>
internal enum JournalEntryKind : byte
{
    /// <summary>A message.</summary>
    Message = 1,

    /// <summary>Only that the time had come: idleness is recorded too, so that it replays the same.</summary>
    Tick = 2,

    /// <summary>
    /// The end of a call of a function outside the process: what it answered is recorded, so that a replay need not ask again.
    /// </summary>
    Call = 3,

    /// <summary>The machine's clock was set for the first time: what was received before that can be dated.</summary>
    Clock = 4,

    /// <summary>On disk only: a message of which the spans are recorded, read as <see cref="Message"/>.</summary>
    TracedMessage = 5,

    /// <summary>On disk only: a message that is for one binding alone, read as <see cref="Message"/>.</summary>
    TargetedMessage = 6,

    /// <summary>On disk only: a message with what it says about itself and whatever else it has, read as <see cref="Message"/>.</summary>
    DescribedMessage = 7,
}

/// <summary>One entry of the journal.</summary>
/// <param name="Kind">What it records.</param>
/// <param name="Sequence">Its position, from 1.</param>
/// <param name="At">When it was recorded. UTC.</param>
/// <param name="Message">The message; empty for everything else. The payload is valid until the reader's next call.</param>
/// <param name="ClientId">Who sent it; empty where unknown.</param>
/// <param name="PacketId">MQTT packet identifier.</param>
/// <param name="Duplicate">MQTT's DUP flag.</param>
/// <param name="Retained">Whether the sender asked the broker to keep it.</param>
/// <param name="Qos">0, 1 or 2.</param>
/// <param name="Call">The end of a call; null for everything else.</param>
/// <param name="Moved">How far the clock was moved when it was set; zero for everything else.</param>
internal readonly record struct JournalEntry(
    JournalEntryKind Kind,
    long Sequence,
    DateTimeOffset At,
    InboundMessage Message,
    string ClientId,
    ushort PacketId,
    bool Duplicate,
    bool Retained,
    int Qos,
    CallCompletion? Call = null,
    TimeSpan Moved = default);
