using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;
using EventEdge.Torture.Plant;

namespace EventEdge.EndToEnd.Tests.Faults;

/// <summary>The real program where the machine has too little: room on the disk at the start, or files that may be open.</summary>
public sealed class StandbyTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_on_a_disk_that_takes_nothing_waits_says_why_and_goes_on_by_itself(bool isFull)
    {
        await using var disk = await SmallDisk.MountAsync(_scratch.File("disk"));
        Assert.SkipUnless(disk.IsMounted, "mounting is not permitted");
        var (data, mqtt) = (Path.Combine(disk.Path, "data"), Scratch.FreePort());
        await using (var first = await StartAsync(data, mqtt))
        {
            var sent = await Command.RunAsync(
                "publish", "plant/press1/reading", """{"value": 1}""", "--mqtt", $"127.0.0.1:{mqtt}", "--qos", "1");
            Assert.True(sent.ExitCode == 0, sent.ToString());
            await first.StatusAsync(s => s.OutboxPoints > 0, "a result that waits for the bus");
        }

        if (isFull) disk.Fill();
        else Assert.True(await disk.RemountAsync(readOnly: true));
        await using var node = Node.Launch("edge", Arguments(data, mqtt));
        await Eventually.IsTrue(async () => await node.TryHealthAsync() == "not_ready", "the node says that it waits for its disk");
        Assert.Contains($"The disk under {data} takes nothing", node.Process.Errors, StringComparison.Ordinal);

        if (isFull) disk.Release();
        else Assert.True(await disk.RemountAsync(readOnly: false));
        await Eventually.IsTrue(async () => await node.TryHealthAsync() == "degraded", "the node starts, without a bus");
        await node.StatusAsync(s => s.OutboxPoints > 0, "what waited still waits");
    }

    [Theory]
    [InlineData(64)]
    [InlineData(96)]
    [InlineData(192)]
    [InlineData(256)]
    public async Task Too_few_open_files_are_said_in_one_line(int limit)
    {
        await using var node = Limited(limit, Scratch.FreePort());
        Assert.Equal(1, await node.WaitForExitAsync(Patience));
        Assert.Contains(
            $"may open {limit} files", Assert.Single(node.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_open_files_are_fewer_clients_and_the_node_runs()
    {
        var port = Scratch.FreePort();
        await using var node = Limited(352, port);
        await Eventually.IsTrue(() => node.HasExited || node.Output.Contains("is ready", StringComparison.Ordinal), "the node runs");
        using var clients = new Clients();
        for (var client = 0; client < 60; client++) await clients.ConnectAsync(port);
        var sent = await Command.RunAsync(
            "publish", "plant/press1/reading", """{"value": 1}""", "--mqtt", $"127.0.0.1:{port}", "--qos", "1");
        Assert.False(node.HasExited, node.Errors);
        clients.Dispose();
        await Eventually.IsTrue(
            async () => (await Command.RunAsync(
                "publish", "plant/press1/reading", """{"value": 1}""", "--mqtt", $"127.0.0.1:{port}", "--qos", "1")).ExitCode == 0,
            $"a slot is free again\n{sent}\n{node.Errors}");
    }

    private static Task<Node> StartAsync(string data, int mqtt) => Node.StartAsync("edge", Arguments(data, mqtt));

    private static IEnumerable<string> Arguments(string data, int mqtt) =>
    [
        "--bindings", Places.Bindings("plain.yaml"), "--data", data, "--mqtt", $"127.0.0.1:{mqtt}", "--rabbitmq",
        $"amqp://127.0.0.1:{Scratch.FreePort()}",
    ];

    private ProcessHost Limited(int limit, int mqtt) => ProcessHost.Start(
        "sh",
        [
            "-c", $"ulimit -n {limit} && exec dotnet {Places.Program} up --bindings {Places.Bindings("plain.yaml")} --data "
                + $"{_scratch.File("data")} "
                + $"--mqtt 127.0.0.1:{mqtt} --http 127.0.0.1:{Scratch.FreePort()}",
        ]);

    private sealed class Clients : IDisposable
    {
        private readonly List<System.Net.Sockets.TcpClient> _clients = [];

        public async Task ConnectAsync(int port)
        {
            var client = new System.Net.Sockets.TcpClient();
            _clients.Add(client);
            await client.ConnectAsync(System.Net.IPAddress.Loopback, port);
        }

        public void Dispose() => _clients.ForEach(client => client.Dispose());
    }
}
