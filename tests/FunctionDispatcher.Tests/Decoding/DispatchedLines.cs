using System.Text;
using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

/// <summary>Messages of any bytes through a real dispatcher: what comes out, a line each, as golden cases have it.</summary>
internal static class DispatchedLines
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Messages of one topic, a second apart; time then passes until windows have closed.</summary>
    public static IReadOnlyList<string> Of(string bindings, string topic, params byte[][] payloads)
    {
        var parsed = BindingsFile.Parse(bindings, "bindings.yaml");
        Assert.True(parsed.Config is not null, ConfigProblem.Render(parsed.Problems));
        var output = new CaseLines(Start);
        using var dispatcher = new Dispatcher(new BindingFactory(
            new DispatcherOptions { Node = "test" }, output, TimeProvider.System, NullLogger.Instance));
        dispatcher.Apply(parsed.Config);
        var (at, sequence) = (Start, 0);
        foreach (var payload in payloads) dispatcher.Dispatch(new(topic, payload, at = at.AddSeconds(1), ++sequence));
        dispatcher.Tick(at.AddHours(1), ++sequence);
        return output.Lines;
    }

    /// <summary>Messages of text.</summary>
    public static IReadOnlyList<string> Of(string bindings, string topic, params string[] payloads) =>
        Of(bindings, topic, [.. payloads.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>One message through a binding that passes every field on.</summary>
    /// <param name="decode">What stands behind <c>decode:</c>.</param>
    /// <param name="payload">The message.</param>
    public static IReadOnlyList<string> Decoded(string decode, byte[] payload) => Of(
        $"bindings: [ {{ name: b, trigger: {{ mqtt: t }}, decode: {decode}, function: {{ builtin: pass }}, emit: {{ measurement: m }} }} ]",
        "t", payload);

    /// <inheritdoc cref="Decoded(string, byte[])"/>
    public static IReadOnlyList<string> Decoded(string decode, string payload) => Decoded(decode, Encoding.UTF8.GetBytes(payload));
}
