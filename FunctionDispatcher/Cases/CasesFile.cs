using System.Globalization;
using System.Text;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>Reads files of golden cases, as strictly as <see cref="BindingsFile"/>. Never throws for what a file says.</summary>
public static class CasesFile
{
    /// <summary>How the names of such files end.</summary>
    public const string Ending = ".cases.yaml";

    private static readonly string[] OfMessages =
    [
        nameof(CaseEventConfig.Qos), nameof(CaseEventConfig.Retain), nameof(CaseEventConfig.Properties),
        nameof(CaseEventConfig.PayloadFormat), nameof(CaseEventConfig.ResponseTopic), nameof(CaseEventConfig.CorrelationDataBase64),
        nameof(CaseEventConfig.MessageExpiry),
    ];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name appears in problems as given here.</param>
    public static CasesResult Load(string path)
    {
        var content = BindingsContent.Read(path);
        return content.Obstacle is { } obstacle
            ? new() { Problems = [new(path, 0, 0, obstacle)] }
            : Parse(Encoding.UTF8.GetString(content.Bytes).TrimStart('\uFEFF'), path);
    }

    /// <summary>Reads cases from text.</summary>
    public static CasesResult Parse(string text, string fileName)
    {
        var problems = new ProblemList(fileName, new SourceText(text));
        var root = YamlTree.Read(text, problems);
        if (root is null or YamlScalar { IsNull: true })
        {
            if (problems.Count == 0) problems.Add(new(1, 1), "the file is empty: it needs 'bindings' and 'cases'");
            return new() { Text = text, Problems = problems.InFileOrder() };
        }

        var map = new SourceMap();
        var config = new RecordReader(problems, map).Read<CasesConfig>(root, "the file");
        foreach (var one in config?.Cases ?? []) Check(one, problems, map);
        return new() { Text = text, Config = problems.Count == 0 ? config : null, Problems = problems.InFileOrder(), Map = map };
    }

    private static void Check(CaseConfig config, ProblemList problems, SourceMap map)
    {
        var time = TimeSpan.Zero;
        foreach (var input in config.Events ?? [])
        {
            if (input.At < time && map.Find(input, nameof(input.At)) is { } at)
                problems.Add(
                    at.Start, $"'at' {Quantity.Format(input.At)} is before the {Quantity.Format(time)} of the event in front of it");
            CheckPayload(input, problems, map);
            CheckProperties(input, problems, map);
            if (input is { Topic: not null, Request: not null } && map.FindEntry(input, nameof(input.Request)) is { } request)
                problems.Add(request.Key.Start, "an event has a 'topic' or a 'request', not both");
            time = input.At;
        }

        if (map.Find(config, nameof(config.Start)) is { } start && !TryParse(config.Start, out _))
            problems.Add(start.Start, $"there is no such time as '{config.Start}'");
    }

    private static void CheckPayload(CaseEventConfig input, ProblemList problems, SourceMap map)
    {
        var given = new[] { nameof(input.Payload), nameof(input.PayloadBase64), nameof(input.PayloadFile) }
            .Select(name => map.FindEntry(input, name)).OfType<YamlEntry>().ToList();
        if (given.Count > 1) problems.Add(given[1].Key.Start, $"an event has one payload: '{given[0].Key.Value}' is given already");
        if (input is { Topic: null, Request: null } && given.Count > 0)
            problems.Add(given[0].Value.Start, $"a '{given[0].Key.Value}' needs a 'topic' or a 'request'");
        CheckBase64(input, nameof(input.PayloadBase64), input.PayloadBase64, problems, map);
    }

    private static void CheckProperties(CaseEventConfig input, ProblemList problems, SourceMap map)
    {
        foreach (var name in OfMessages)
        {
            if (input.Topic is null && map.FindEntry(input, name) is { } entry)
                problems.Add(entry.Key.Start, $"'{entry.Key.Value}' is for messages: give a 'topic'");
        }

        if (input is { Topic: null, Request: null } && map.FindEntry(input, nameof(input.ContentType)) is { } type)
            problems.Add(type.Value.Start, "a 'content_type' needs a 'topic' or a 'request'");
        if (input.Request is null && map.FindEntry(input, nameof(input.Headers)) is { } headers)
            problems.Add(headers.Key.Start, "'headers' are for requests: give a 'request'");
        CheckBase64(input, nameof(input.CorrelationDataBase64), input.CorrelationDataBase64, problems, map);
        foreach (var (name, text) in Texts(input))
        {
            if (Encoding.UTF8.GetByteCount(text) > ushort.MaxValue && map.FindEntry(input, name) is { } entry)
                problems.Add(entry.Key.Start, $"'{entry.Key.Value}' has a part of more than 65,535 bytes, which MQTT cannot carry");
        }
    }

    private static IEnumerable<(string Name, string Text)> Texts(CaseEventConfig input)
    {
        yield return (nameof(input.ContentType), input.ContentType ?? string.Empty);
        yield return (nameof(input.ResponseTopic), input.ResponseTopic ?? string.Empty);
        foreach (var (name, value) in input.Properties ?? new Dictionary<string, string>())
        {
            yield return (nameof(input.Properties), name);
            yield return (nameof(input.Properties), value);
        }
    }

    private static void CheckBase64(CaseEventConfig input, string property, string? text, ProblemList problems, SourceMap map)
    {
        if (text is null || Convert.TryFromBase64String(text, new byte[text.Length], out _)) return;
        if (map.FindEntry(input, property) is { } entry)
            problems.Add(entry.Value.Start, $"'{entry.Key.Value}' is not base64");
    }

    internal static bool TryParse(string start, out DateTimeOffset instant) => DateTimeOffset.TryParse(
        start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
}

/// <summary>What reading a file of cases came to.</summary>
public sealed record CasesResult
{
    /// <summary>The cases; null when there is any problem.</summary>
    public CasesConfig? Config { get; init; }

    /// <summary>Everything that is wrong, in file order.</summary>
    public required IReadOnlyList<ConfigProblem> Problems { get; init; }

    /// <summary>The file's text as read.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>Where everything stands.</summary>
    internal SourceMap? Map { get; init; }
}
