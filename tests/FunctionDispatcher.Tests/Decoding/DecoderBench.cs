using System.Collections.Concurrent;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Decoders;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

/// <summary>A decoder as a bindings file declares it, and the events it gives of a message as one line each.</summary>
internal sealed class DecoderBench
{
    private readonly IEventDecoder _decoder;
    private readonly List<(string Name, string Value)> _captures = [];

    private DecoderBench(string decode, bool keepsAll, string[] wanted, byte[]? file = null)
    {
        foreach (var field in wanted) Layout.SlotOf(field);
        var config = Configs.GetOrAdd(decode, Parse) with { Content = file };
        _decoder = EventEdgeComponents.Default.Decoders.Find(config.Name)!.Create(config, Layout, keepsAll);
    }

    private static readonly ConcurrentDictionary<string, DecoderConfig> Configs = new(StringComparer.Ordinal);

    /// <summary>Whether workers may share its messages.</summary>
    public bool IsShareable => _decoder is SingleEventDecoder;

    public EventLayout Layout { get; } = new();

    public string Topic { get; set; } = "t";

    /// <summary>What messages say about themselves.</summary>
    public MessageProperties Properties { get; set; } = MessageProperties.None;

    /// <summary>Whether messages are tried again for one of their events.</summary>
    public bool IsRetried { get; set; }

    public DateTimeOffset ReceivedAt { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One that keeps every field.</summary>
    public static DecoderBench Of(string decode) => new(decode, keepsAll: true, []);

    /// <summary>One whose settings name a file.</summary>
    public static DecoderBench Of(string decode, byte[] file) => new(decode, keepsAll: true, [], file);

    /// <summary>One that is asked for some fields.</summary>
    public static DecoderBench Wanting(string decode, params string[] fields) => new(decode, keepsAll: false, fields);

    /// <summary>What validation says of a decoder, without its place.</summary>
    public static string[] ProblemsOf(string decode) =>
        [.. BindingsFile.Parse(Text(decode), "b.yaml", EventEdgeComponents.Default).Problems.Select(p => p.Message)];

    /// <summary>With a field that the topic gave.</summary>
    public DecoderBench Capturing(string name, string value)
    {
        Layout.SlotOf(name);
        _captures.Add((name, value));
        return this;
    }

    public string Read(string payload) => Read(Encoding.UTF8.GetBytes(payload));

    /// <summary>The events, parted by <c> | </c>; what is broken ends with <c>!</c> and the reason.</summary>
    public string Read(byte[] payload)
    {
        var lines = new List<string>();
        var position = 0;
        DecodeStep step;
        do
        {
            var before = position;
            var target = new EdgeEvent(Layout)
            {
                Topic = Topic, ReceivedAt = ReceivedAt, IsRetried = IsRetried, Properties = Properties,
            };
            foreach (var (name, value) in _captures) target.Set(Layout.SlotOf(name), FieldValue.Of(value));
            step = _decoder.Read(payload, ref position, target, out var error);
            Assert.Equal(step == DecodeStep.Broken, error is not null);
            Assert.True(step != DecodeStep.More || position > before);
            if (step == DecodeStep.Broken) lines.Add($"! {error}");
            if (step is DecodeStep.Last or DecodeStep.More) lines.Add(Line(target));
        }
        while (step == DecodeStep.More);

        return string.Join(" | ", lines);
    }

    /// <summary>The only event of a message.</summary>
    public EdgeEvent One(byte[] payload)
    {
        var (position, target) = (0, new EdgeEvent(Layout) { Topic = Topic, ReceivedAt = ReceivedAt });
        Assert.Equal(DecodeStep.Last, _decoder.Read(payload, ref position, target, out var error));
        Assert.Null(error);
        return target;
    }

    private static DecoderConfig Parse(string decode)
    {
        var result = BindingsFile.Parse(Text(decode), "b.yaml", EventEdgeComponents.Default);
        Assert.True(result.Config is not null, ConfigProblem.Render(result.Problems));
        return result.Config.Bindings[0].Decode!;
    }

    private static string Line(EdgeEvent input) => string.Join(' ', input.Fields.Select(f => $"{f.Key}={Show(f.Value)}"));

    private static string Show(in FieldValue value) => value.Kind switch
    {
        FieldKind.Null => "null",
        FieldKind.Text => $"'{value}'",
        _ => value.ToString(),
    };

    private static string Text(string decode) =>
        $"""
        bindings:
          - name: b
            trigger: {"{"} mqtt: "a/#" {"}"}
            decode: {decode}
            function: {"{"} builtin: pass {"}"}
            emit: {"{"} measurement: b {"}"}
        """;
}
