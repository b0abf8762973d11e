using System.Text.RegularExpressions;

namespace EventEdge.Architecture.Tests;

/// <summary>
/// A clock on the wall may be set at any moment, so how long something takes is measured with <c>GetTimestamp</c>. Where a time of day is
/// really meant stands here, with the reason.
/// </summary>
public sealed class WallClockTests
{
    private static readonly Dictionary<string, string> TimesOfDay = new(StringComparer.Ordinal)
    {
        ["EdgeBridge/Clock/NodeClock.cs"] = "it is what holds the clock against the time that passes",
        ["EdgeBridge/Node/DispatchLoop.cs"] = "times of receipt, which windows and timers go by",
        ["EdgeBridge/Node/EdgeStart.cs"] = "timers go by the calendar",
        ["EdgeBridge/Intake/TimerIntake.cs"] = "timers go by the calendar",
        ["EdgeBridge/Intake/MessageIntake.cs"] = "times of receipt",
        ["EdgeBridge/Recovery/EdgeRecovery.cs"] = "the ledger's times",
        ["EdgeBridge/Recovery/EdgeStores.cs"] = "the ledger's times",
        ["EdgeBridge/Hangs/DeathMonitor.cs"] = "when it was, for a person",
        ["EdgeBridge/Node/SnapshotBuilder.cs"] = "when it was, for a person",
        ["EdgeBridge/Explanation/NodeExplainer.cs"] = "the time of receipt of a message that is tried",
        ["EdgeBridge/Uplink/UplinkStatus.cs"] = "when it was, for a person",
        ["EdgeBridge/Uplink/FrameBuilder.cs"] = "when it was sent, for the cloud",
        ["EdgeBridge/Uplink/NoticeReader.cs"] = "when it was, for a person",
        ["EdgeBridge/Outbox/OutboxRecovery.cs"] = "when a numbering began, for the cloud",
        ["EdgeBridge/Downsampling/OldestDropper.cs"] = "when it was, for the cloud",
        ["EdgeBridge/Requests/HttpInvoker.cs"] = "part of an identifier",
        ["Hosting/Access/AuditLog.cs"] = "when it was, for a person",
        ["EdgeBridge/Security/TlsGuard.cs"] = "certificates are valid by the calendar",
        ["EdgeBridge/Mqtt/Listener/EmbeddedBroker.cs"] = "when it was, for a person",
        ["EdgeBridge/Mqtt/External/ExternalBroker.cs"] = "when it was, for a person",
        ["EdgeBridge/Sparkplug/EdgeNodeState.cs"] = "when a birth is said, for who follows",
        ["EdgeBridge/Sparkplug/HostPresence.cs"] = "since when a host is there, which Sparkplug compares",
        ["EdgeBridge/Mqtt/Retained/RetainedMessage.cs"] = "between two runs there is nothing else to go by",
        ["EdgeBridge/Mqtt/Sessions/SessionStore.cs"] = "between two runs there is nothing else to go by",
        ["EdgeBridge/Mqtt/Clients/SessionBroker.cs"] = "between two runs there is nothing else to go by",
    };

    private static IEnumerable<SourceFile> Users =>
        Repository.ProductSources.Where(
            source => source.Room is "EdgeBridge" or "Hosting" && Regex.IsMatch(source.Code, @"\.GetUtcNow\(\)"));

    [Fact]
    public void Durations_are_not_measured_by_a_clock_that_may_be_set() =>
        Offences.MustBeEmpty(
            Users.Where(source => !TimesOfDay.ContainsKey(source.Path)).Select(source => source.Path),
            "Measure with GetTimestamp and GetElapsedTime, or name here why a time of day is meant:");

    [Fact]
    public void No_file_is_named_that_asks_for_no_time_of_day() =>
        Offences.MustBeEmpty(TimesOfDay.Keys.Except(Users.Select(source => source.Path)), "Take out of the list:");
}
