using System.Text.Json;
using System.Text.RegularExpressions;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Security;

/// <summary>The page on securing a node, its blocks executed in order and as written but for the ports.</summary>
public sealed partial class SecureNodeTests : IDisposable
{
    private const string Password = "correct horse battery staple";
    private const string Bindings = "bindings:\n  - name: press\n    trigger: { mqtt: \"plant/{device}/telemetry\" }\n    function: "
        + "{ builtin: pass }\n    emit: { measurement: press, tags: [device] }\n";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string Page = File.ReadAllText(Path.Combine(Places.Root, "docs", "how-to", "secure-a-node.md"));

    private readonly Scratch _scratch = new();
    private readonly int _mqtts = Scratch.FreePort();
    private readonly int _http = Scratch.FreePort();
    private readonly int _mqtt = Scratch.FreePort();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_page_secures_a_node()
    {
        foreach (var tool in (string[])["openssl", "mosquitto_pub", "curl"])
            Assert.SkipUnless(ProcessHost.Exists(tool), $"{tool} is not installed");
        await WriteAsync("eventedge", $"#!/bin/sh\nexec dotnet '{Places.Program}' \"$@\"\n");
        File.SetUnixFileMode(_scratch.File("eventedge"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await WriteAsync("bindings.yaml", Bindings);
        await WriteAsync("acl", Block("acl", "FILTER"));
        await WriteAsync("settings.yaml", $"{Block("yaml", "settings.yaml")}mqtt: 127.0.0.1:{_mqtt}\n");
        await RunAsync(Block("sh", "user add"));
        Assert.Equal("press-1", (await RunAsync("eventedge user list --password-file users")).Trim());
        await RunAsync(Block("sh", "openssl rand"));

        await using (await UpAsync())
        {
            var said = await RunAsync(Block("sh", "-u press-1"));
            Assert.Contains("\"messages_received\":1", said);
            await RefusedAsync($"mosquitto_pub -h localhost -p {_mqtts} --cafile node.pem -q 1 -t plant/press-1/telemetry -m x");
            await RefusedAsync(
                $"mosquitto_pub -V 5 -h localhost -p {_mqtts} --cafile node.pem -u press-1 -P wrong -q 1 -t plant/press-1/telemetry -m x");
            await RefusedAsync($"mosquitto_pub -h localhost -p {_mqtt} -q 1 -t plant/press-1/telemetry -m x");
            await RefusedAsync($"curl --fail --silent --cacert node.pem https://localhost:{_http}/api/status");
        }

        await RunAsync(Block("sh", "plant devices"));
        await File.AppendAllTextAsync(_scratch.File("settings.yaml"), Block("yaml", "tls_client_ca"), Stop);
        await using (await UpAsync()) await RunAsync(Block("sh", "--cert press-2.pem"));
        var audit = (await File.ReadAllLinesAsync(_scratch.File("data/audit.jsonl"), Stop)).Select(line => JsonElement.Parse(line))
            .ToList();
        Assert.Contains(
            audit, line => line.GetProperty("outcome").ValueEquals("refused") && line.GetProperty("event").ValueEquals("connect"));
        Assert.Contains(audit, line => line.TryGetProperty("user", out var user) && user.ValueEquals("press-2")
            && line.GetProperty("outcome").ValueEquals("allowed"));
        Assert.DoesNotContain(Password, await File.ReadAllTextAsync(_scratch.File("data/audit.jsonl"), Stop));
    }

    [Fact]
    public async Task Without_an_identity_another_address_is_refused_at_start()
    {
        await WriteAsync("bindings.yaml", Bindings);
        var result = await Command.RunAsync(
            "up", "--bindings", _scratch.File("bindings.yaml"), "--data", _scratch.File("data"), "--mqtt", $"0.0.0.0:{_mqtt}", "--http",
            $"127.0.0.1:{_http}");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("password_file", result.Errors);
    }

    private async Task<ProcessHost> UpAsync()
    {
        var node = Shell(Block("sh", "eventedge up"));
        try
        {
            await Probe.UntilAsync(
                async () =>
                {
                    Assert.False(node.HasExited, $"{node.Output}\n{node.Errors}");
                    await using var probe = Shell($"curl --fail --silent --cacert node.pem https://localhost:{_http}/healthz/ready");
                    return await probe.WaitForExitAsync(Limit) == 0 ? node : null;
                },
                "the node to be ready");
            return node;
        }
        catch (Exception)
        {
            await node.DisposeAsync();
            throw;
        }
    }

    private async Task<string> RunAsync(string block)
    {
        await using var shell = Shell($"printf '%s\\n' '{Password}' | {{ set -e\n{block}\n}}");
        Assert.True(await shell.WaitForExitAsync(Limit) == 0, $"{block}\n{shell.Output}\n{shell.Errors}");
        return shell.Output;
    }

    private async Task RefusedAsync(string command)
    {
        await using var shell = Shell(command);
        Assert.True(await shell.WaitForExitAsync(Limit) != 0, $"not refused: {command}");
    }

    // exec, so that the process started is the one that is stopped.
    private ProcessHost Shell(string block)
    {
        var text = block.Replace("8883", $"{_mqtts}", StringComparison.Ordinal).Replace("8080", $"{_http}", StringComparison.Ordinal);
        var path = $"{_scratch.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        return ProcessHost.Start(
            "bash", ["-c", text.StartsWith("eventedge up", StringComparison.Ordinal) ? $"exec {text}" : text],
            new Dictionary<string, string> { ["PATH"] = path, ["NO_COLOR"] = "1" }, _scratch.Path);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(
        _scratch.File(name), text.Replace("8883", $"{_mqtts}", StringComparison.Ordinal)
            .Replace("8080", $"{_http}", StringComparison.Ordinal), Stop);

    private static string Block(string language, string mark) =>
        Blocks().Matches(Page).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value)
            .First(text => text.Contains(mark, StringComparison.Ordinal));

    [GeneratedRegex("```(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
