using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Calls;

/// <summary>A data directory for nodes with a function in a process, and copies of it as crashes would leave them.</summary>
internal sealed class OutOfProcessPlace : IDisposable
{
    /// <summary>
    /// Doubles a value. From <c>hold</c> on it waits until the file <c>open</c> names a larger value; it dies of what is bad.
    /// </summary>
    private const string Function =
        """
        import json, sys, time
        def limit():
            try:
                return int(open("open").read())
            except (OSError, ValueError):
                return int(sys.argv[1])
        for line in sys.stdin:
            fields = json.loads(line)["event"]["fields"]
            while fields["value"] >= limit():
                time.sleep(0.005)
            if fields.get("bad"):
                sys.exit("cannot stand this")
            print(json.dumps({"fields": {"double": fields["value"] * 2}}), flush=True)
        """;

    private readonly TempDirectory _directory = new();
    private readonly List<string> _copies = [];

    public string Path => _directory.Path;

    public void Dispose()
    {
        _directory.Dispose();
        foreach (var copy in _copies) Directory.Delete(copy, recursive: true);
    }

    public static Task<TestNode> StartAsync(string directory, int hold = int.MaxValue) => StartAsync(directory, Bindings(hold));

    public static async Task<TestNode> StartAsync(string directory, string bindings)
    {
        await File.WriteAllTextAsync(System.IO.Path.Combine(directory, "function.py"), Function);
        // The data directory lies in this folder and is hidden, so a worker reads only what was here when it started.
        await File.AppendAllTextAsync(System.IO.Path.Combine(directory, "open"), string.Empty);
        return await TestNode.StartAsync(directory, bindings);
    }

    public static string Bindings(int hold) =>
        $$"""
        bindings:
          - name: double
            trigger: { mqtt: "plant/{device}" }
            function: { process: "python3 function.py {{hold}}", timeout: 1h, retry: { attempts: 3, backoff: 1ms } }
            emit: { measurement: double, tags: [device] }
          - name: neighbour
            trigger: { mqtt: "plant/{device}" }
            where: value >= 0
            function: { builtin: pass }
        """;

    public string Copy(TestNode node)
    {
        _copies.Add(node.Crash());
        return _copies[^1];
    }

    public static string Open(string directory, int limit = int.MaxValue)
    {
        File.WriteAllText(System.IO.Path.Combine(directory, "open"), $"{limit}");
        return directory;
    }

    public static async Task PublishAsync(TestNode node, int from, int to, int qos = 1)
    {
        var taken = Enumerable.Range(from, to - from)
            .Select(i => node.PublishAsync("plant/a", $$"""{"value":{{i}},"n":{{i}}}""", qos).AsTask()).ToList();
        Assert.All(await Task.WhenAll(taken), Assert.True);
    }

    public static async Task<IEnumerable<double>> ResultsAsync(TestNode node) =>
        (await node.ResultsAsync()).Where(p => p.Measurement == "double").Select(p => p.Fields[0].Value.AsNumber);

    public static IEnumerable<double> Doubles(int count) => Enumerable.Range(0, count).Select(i => 2.0 * i);

    public static void AssertLedger(TestNode node, long received, long inFlight)
    {
        var snapshot = node.Node.Snapshot();
        Assert.Equal(
            (received, inFlight, 0, 0),
            (snapshot.Versions[0].Received, snapshot.Versions[0].InFlight, snapshot.Versions[0].Unexplained, snapshot.Unexplained));
    }

    public static int WorkerIn(string directory) => Directory.GetDirectories("/proc")
        .Select(d => int.TryParse(System.IO.Path.GetFileName(d), out var id) ? id : 0)
        .Single(id => id > 0 && RunsIn(id, directory));

    private static bool RunsIn(int process, string directory)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{process}/cwd", returnFinalTarget: false)?.FullName == directory
                && File.ReadAllText($"/proc/{process}/cmdline").Contains("function.py", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
