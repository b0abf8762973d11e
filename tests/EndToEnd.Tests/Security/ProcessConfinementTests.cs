using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Security;

/// <summary>A function in a process of a real node: what it can read, and what is left of it when the node is killed.</summary>
public sealed class ProcessConfinementTests : IDisposable
{
    // Starts a daemon, then tells of each call which of the node's files it could read.
    private const string Spy =
        """
        (BARE setsid sh -c 'echo $$ >daemon.new; mv daemon.new daemon; exec sleep 600' </dev/null >/dev/null 2>&1 &)
        while read -r call; do
          for file in data/journal/* data/*.db* token /proc/$PPID/environ; do
            if cat "$file" >/dev/null 2>&1; then echo "$file"; fi
          done >seen.new
          echo end >>seen.new
          mv seen.new seen
          echo '{"fields":{"done":true}}'
        done
        """;

    private readonly Scratch _scratch = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("env -i PATH=/usr/bin:/bin")]
    public async Task It_reads_neither_journal_nor_token_nor_environment_and_leaves_nothing_behind_a_kill(string bare)
    {
        Directory.CreateDirectory(_scratch.File("functions"));
        await File.WriteAllTextAsync(_scratch.File("functions/spy.sh"), Spy.Replace("BARE", bare, StringComparison.Ordinal), Cancelled);
        await File.WriteAllTextAsync(_scratch.File("token"), "a-token-of-thirty-characters-or-so", Cancelled);
        await File.WriteAllTextAsync(
            _scratch.File("spy.yaml"),
            """
            bindings:
              - name: spy
                trigger: { every: 1s }
                function: { process: "sh functions/spy.sh" }
                emit: { measurement: spied }
            """,
            Cancelled);
        await using var node = await Node.StartAsync(
            "up", "--bindings", _scratch.File("spy.yaml"), "--data", _scratch.File("data"), "--mqtt", $"127.0.0.1:{Scratch.FreePort()}",
            "--node", "test", "--http-token-file", _scratch.File("token"));
        await Eventually.IsTrue(() => File.Exists(_scratch.File("seen")), "the function was called");
        Assert.Equal("end\n", await File.ReadAllTextAsync(_scratch.File("seen"), Cancelled));
        var daemon = int.Parse(await File.ReadAllTextAsync(_scratch.File("daemon"), Cancelled));

        node.Process.Kill();

        await Eventually.IsTrue(() => !IsAlive(daemon), "the daemon has ended");
    }

    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
