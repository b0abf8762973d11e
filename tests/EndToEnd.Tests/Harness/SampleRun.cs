using System.Text.RegularExpressions;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>
/// Blocks of commands of a page, run as they are written but for ports and the folder that data directories are in; each must succeed. A
/// node that it starts runs until the page starts another, or this is disposed. Life: Of, any number of questions, Dispose.
/// </summary>
internal sealed partial class SampleRun : IAsyncDisposable
{
    private static readonly TimeSpan ToolLimit = TimeSpan.FromMinutes(3);

    private readonly Scratch _scratch = new();
    private readonly List<(string Line, string Output)> _done = [];
    private readonly int _mqtt = Scratch.FreePort();
    private readonly string _root;
    private Node? _node;
    private string? _data;

    private SampleRun(bool inPlace)
    {
        _root = inPlace ? Places.Root : _scratch.Path;
        if (!inPlace) Copy(Path.Combine(Places.Root, "samples"), _scratch.File("samples"));
    }

    /// <summary>What the node of the block has stored.</summary>
    public EmbeddedStore Store => new(Data);

    /// <summary>What the commands with this word in them have written, in order.</summary>
    public IReadOnlyList<string> this[string word] => [.. _done.Where(d => Words(d.Line).Contains(word)).Select(d => d.Output)];

    private string Data => _data ?? _scratch.File("data");

    private Node Node => _node ?? throw new InvalidOperationException("the page asks something of a node before it starts one");

    /// <summary>Runs a block of a page.</summary>
    /// <param name="sample">The folder of the sample.</param>
    /// <param name="block">Which of the page's blocks of commands, from 0.</param>
    /// <param name="inPlace">In the repository itself. Otherwise in a copy of the samples, as programs and interpreters leave files beside
    /// what they run.</param>
    public static async Task<SampleRun> OfAsync(string sample, int block = 0, bool inPlace = false)
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(Places.Root, "samples", sample, "README.md"), TestContext.Current.CancellationToken);
        return await OfAsync(new SampleRun(inPlace), [Blocks(page)[block]]);
    }

    /// <summary>Runs blocks of any page, where a file that it has the reader save is there.</summary>
    /// <param name="page">The page's text.</param>
    /// <param name="blocks">Which of its blocks of commands.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="content">What is in it.</param>
    public static Task<SampleRun> OfPageAsync(string page, Range blocks, string file, string content)
    {
        var run = new SampleRun(inPlace: false);
        File.WriteAllText(run._scratch.File(file), content);
        return OfAsync(run, Blocks(page).Take(blocks));
    }

    private static async Task<SampleRun> OfAsync(SampleRun run, IEnumerable<string> blocks)
    {
        try
        {
            // A page has to say itself how long its reader waits; what its reader reads is for no shell.
            foreach (var line in blocks.SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                .Where(line => line[0] != '#')) await run.AgainAsync(line);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>The blocks of commands of a page.</summary>
    public static IReadOnlyList<string> Blocks(string page) => [.. Shell().Matches(page).Select(m => m.Groups[1].Value)];

    /// <summary>Runs one command, which may be one of the block once more. Returns what it wrote.</summary>
    public async Task<string> AgainAsync(string line)
    {
        var output = await RunAsync([.. Words(line).Select(InRoot)], line);
        _done.Add((line, output));
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        _scratch.Dispose();
    }

    private async Task<string> RunAsync(string[] words, string line)
    {
        switch (words)
        {
            case ["./eventedge", "up", .. var flags]:
                if (_node is not null) await _node.DisposeAsync();
                _data = flags[Array.IndexOf(flags, "--data") + 1];
                _node = await Node.StartAsync(
                    "up", [.. flags, "--mqtt", $"127.0.0.1:{_mqtt}", .. flags.Contains("--node") ? (string[])[] : ["--node", "test"]]);
                return string.Empty;
            case ["./eventedge", "publish" or "replay", ..]:
                return await EventEdgeAsync([.. words[1..], "--mqtt", $"127.0.0.1:{_mqtt}"]);
            case ["./eventedge", "points", ..]:
                return await EventEdgeAsync(words[1..]) is { Length: > 0 } points ? points : throw new InvalidOperationException(
                    $"nothing was printed by: {line}");
            case ["./eventedge", "demo", ..]:
                return await EventEdgeAsync([
                    .. words[1..], "--for", "5s", "--no-open", "--data", Data, "--mqtt", $"127.0.0.1:{_mqtt}", "--http",
                    $"127.0.0.1:{Scratch.FreePort()}"]);
            case ["./eventedge", ..]:
                return await EventEdgeAsync(words[1..]);
            case ["curl", .., var address]:
                return await AskAsync(new Uri(Node.Address, new Uri(address).PathAndQuery));
            default:
                return await ToolAsync(words);
        }
    }

    private static async Task<string> EventEdgeAsync(string[] words)
    {
        var result = await Command.RunAsync(words);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }

    private static async Task<string> AskAsync(Uri address)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{address}: {response.StatusCode} {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return body;
    }

    private async Task<string> ToolAsync(string[] words)
    {
        await using var tool = ProcessHost.Start(
            words[0], words[1..], new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" }, _root);
        Assert.True(await tool.WaitForExitAsync(ToolLimit) == 0, $"{string.Join(' ', words)}\n{tool.Output}\n{tool.Errors}");
        return tool.Output;
    }

    private string InRoot(string word) => word switch
    {
        _ when word.StartsWith("samples/", StringComparison.Ordinal) => Path.Combine(_root, word),
        _ when word.StartsWith("data/", StringComparison.Ordinal) => _scratch.File(word),
        _ when word.EndsWith(".yaml", StringComparison.Ordinal) && !word.Contains('/') => _scratch.File(word),
        _ when word.StartsWith("tests/", StringComparison.Ordinal) => Path.Combine(Places.Root, word),
        _ => word,
    };

    // Quotes keep blanks.
    private static IEnumerable<string> Words(string line) =>
        Word().Matches(line).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"'([^']*)'|\S+")]
    private static partial Regex Word();
}
