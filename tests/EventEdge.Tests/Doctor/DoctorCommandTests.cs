using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.EventEdge.Tests.Commands;

namespace EventEdge.EventEdge.Tests.Doctor;

/// <summary>Each thing that is wrong is found, with what to do, and what is not used here is not held against anybody.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public DoctorCommandTests() => _bench.Time.SetUtcNow(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_machine_in_order_passes()
    {
        var found = await LookAsync(ExitCode.Success, "--bindings", _bench.File("b.yaml", string.Empty));

        Assert.DoesNotContain(found, finding => finding.State == "failed");
        Assert.All((string[])["disk", "clock", "open files", "ports", "bindings", "certificates", "RabbitMQ", "store", "node"],
            check => Assert.Contains(found, finding => finding.Check == check));
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_its_flag()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var found = await LookAsync(ExitCode.Failure, "--http", $"127.0.0.1:{port}");

        var failed = found.Single(finding => finding.State == "failed");
        Assert.Equal("ports", failed.Check);
        Assert.Contains($"127.0.0.1:{port}", failed.Sentence, StringComparison.Ordinal);
        Assert.Contains("--http", failed.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-40, -1, "failed", "has expired")]
    [InlineData(-40, 10, "warning", "expires in 10 d")]
    [InlineData(-40, 400, "ok", "is valid until")]
    [InlineData(5, 400, "failed", "is valid from")]
    public async Task A_certificate_is_judged_by_the_calendar(int from, int until, string state, string sentence)
    {
        var file = Certificate(from, until);

        var found = await LookAsync(state == "failed" ? ExitCode.Failure : ExitCode.Success, "--tls-certificate", file);

        var finding = found.Single(one => one.Check == "certificates");
        Assert.Equal(state, finding.State);
        Assert.Contains(sentence, finding.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_certificate_is_told()
    {
        var found = await LookAsync(ExitCode.Failure, "--tls-client-ca", _bench.File("ca.pem", "nothing"));

        Assert.Contains(found, finding => finding is { Check: "certificates", State: "failed" });
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_told_and_one_that_does_passes()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;

        var there = await LookAsync(ExitCode.Success, "--rabbitmq", $"amqp://127.0.0.1:{port}");
        server.Stop();
        var gone = await LookAsync(ExitCode.Failure, "--rabbitmq", $"amqp://127.0.0.1:{port}");

        Assert.Equal("ok", there.Single(finding => finding.Check == "RabbitMQ").State);
        Assert.Contains("cannot be reached", gone.Single(finding => finding.Check == "RabbitMQ").Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp://user:SECRET@127.0.0.1:1")]
    [InlineData("user:SECRET")]
    public async Task An_address_shows_no_secret(string address)
    {
        await LookAsync(ExitCode.Failure, "--rabbitmq", address);

        Assert.DoesNotContain("SECRET", _bench.Output + _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_was_never_set_is_told()
    {
        using var early = new Bench();
        string[] look = ["doctor", "--data", early.Folder, "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"];
        Assert.Equal(ExitCode.Failure, await early.RunAsync(look));
        Assert.Contains("it was never set", early.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bindings_file_with_a_problem_is_told_with_the_first()
    {
        _bench.Verdict = new(0, ["b.yaml:3:5: unknown key\n  x", "another"]);

        var found = await LookAsync(ExitCode.Failure, "--bindings", _bench.File("b.yaml", string.Empty));

        Assert.Equal("b.yaml:3:5: unknown key (2 in all)", found.Single(finding => finding.Check == "bindings").Sentence);
    }

    [Fact]
    public async Task It_leaves_nothing_in_the_directory()
    {
        await LookAsync(ExitCode.Success);

        Assert.Empty(Directory.GetFiles(_bench.Folder, ".doctor*"));
    }

    [Fact]
    public async Task For_people_the_advice_stands_beneath_what_is_wrong()
    {
        _bench.Verdict = new(0, ["b.yaml:3:5: unknown key"]);
        await _bench.RunAsync("doctor", "--data", _bench.Folder, "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--bindings",
            _bench.File("b.yaml", string.Empty));

        var lines = _bench.Output.Split('\n').ToList();
        var at = lines.FindIndex(line => line.StartsWith("failed", StringComparison.Ordinal));
        Assert.Contains("next: eventedge validate", lines[at + 1], StringComparison.Ordinal);
    }

    private async Task<List<(string Check, string State, string Sentence, string? Next)>> LookAsync(int exitCode, params string[] flags)
    {
        string[] free = flags.Contains("--http") ? ["--mqtt", "127.0.0.1:0"] : ["--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"];
        var before = _bench.Output.Length;
        var ended = await _bench.RunAsync(["doctor", "--output", "json", "--data", _bench.Folder, .. free, .. flags]);
        var told = _bench.Output[before..];
        Assert.True(exitCode == ended, $"{ended}\n{told}\n{_bench.Error}");
        return [.. told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).Select(finding => (
            finding.GetProperty("check").GetString()!, finding.GetProperty("state").GetString()!,
            finding.GetProperty("sentence").GetString()!, finding.GetProperty("next").GetString()))];
    }

    private string Certificate(int from, int until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=edge", key, HashAlgorithmName.SHA256);
        var now = _bench.Time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(from), now.AddDays(until));
        return _bench.File("edge.pem", certificate.ExportCertificatePem());
    }
}
