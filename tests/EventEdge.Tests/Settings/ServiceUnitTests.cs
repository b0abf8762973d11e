using System.Text.RegularExpressions;
using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Tests.Support;

namespace EventEdge.EventEdge.Tests.Settings;

/// <summary>The systemd units: what they set is taken, and the site's environment file may change all of it.</summary>
public sealed partial class ServiceUnitTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly CancellationToken _stopped = new(canceled: true);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("edge")]
    [InlineData("cloud")]
    public async Task A_unit_s_settings_are_taken_and_its_environment_file_wins(string role)
    {
        var unit = File.ReadAllText(Repository.File($"deploy/systemd/eventedge-{role}.service"));
        // A flag in the command would win over the file.
        Assert.Matches($@"(?m)^ExecStart=/usr/bin/dotnet /opt/eventedge/eventedge\.dll {role}$", unit);
        Assert.True(
            unit.IndexOf("EnvironmentFile=", StringComparison.Ordinal) > unit.LastIndexOf("EVENTEDGE__DATA", StringComparison.Ordinal));
        foreach (Match variable in Variable().Matches(unit))
            _bench.Environment[variable.Groups[1].Value] = variable.Groups[2].Value.Replace("%S", "/var/lib", StringComparison.Ordinal);

        Assert.Equal(($"/var/lib/eventedge-{role}", "127.0.0.1:8080"), await StartAsync(role));

        _bench.Environment["EVENTEDGE__HTTP"] = "0.0.0.0:9090";
        _bench.Environment["EVENTEDGE__DATA"] = "/srv/eventedge";
        Assert.Equal(("/srv/eventedge", "0.0.0.0:9090"), await StartAsync(role));
    }

    private async Task<(string? Data, string? Http)> StartAsync(string role)
    {
        await _bench.RunUntilAsync(_stopped, role);
        Assert.Empty(_bench.Error);
        return role == "edge" ? (_bench.Edge!.Data, _bench.Edge.Http.ToString()) : (_bench.Cloud!.Data, _bench.Cloud.Http.ToString());
    }

    [GeneratedRegex(@"(EVENTEDGE__\w+)=(\S+)")]
    private static partial Regex Variable();
}
