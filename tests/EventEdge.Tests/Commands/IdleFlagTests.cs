using EventEdge.Cli;
using EventEdge.Commands;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary>
/// A flag that a command does not use in its company is an error that names it: what would be left aside without a word was meant to do
/// something.
/// </summary>
public sealed class IdleFlagTests : IDisposable
{
    // Flags that their command uses whatever else is given, each by its command; a new flag has to be put here or into the table below.
    private static readonly Dictionary<string, string> Used = new(StringComparer.Ordinal)
    {
        ["demo"] = "bindings data mqtt http node no-open seed for",
        ["up"] = "otlp-endpoint trace-ratio bindings data http http-token-file node outbox-limit workers function-memory function-cpus "
            + "restart-on-hang broker store",
        ["edge"] = "otlp-endpoint trace-ratio bindings data http http-token-file node outbox-limit workers function-memory function-cpus "
            + "restart-on-hang replay-rate broker rabbitmq rabbitmq-user rabbitmq-password-file",
        ["cloud"] = "otlp-endpoint rabbitmq rabbitmq-user rabbitmq-password-file senders http http-token-file data store",
        ["cloud node add"] = "vhost apply",
        ["validate"] = "output",
        ["bindings"] = "data http-token-file tls-certificate output",
        ["explain"] = "output",
        ["discover"] = "from output zone",
        ["doctor"] = "data bindings http mqtt http-token-file tls-certificate tls-client-ca broker broker-ca broker-certificate rabbitmq "
            + "output",
        ["why"] = "data http-token-file tls-certificate output",
        ["test"] = "update",
        ["new function"] = "runtime folder",
        ["new binding"] = "trigger folder",
        ["publish"] = "mqtt mqtt-user output qos retain count",
        ["store setup"] = "store output retention reader-token-file",
        ["points"] = "data store output since until tag limit wait",
        ["replay"] = "mqtt mqtt-user output topic speed qos time-column zone shuffle-within repeat-each",
        ["simulate"] = "mqtt mqtt-user for seed",
        ["dlq list"] = "data http-token-file tls-certificate output cloud binding stage limit",
        ["dlq show"] = "data http-token-file tls-certificate output cloud binding stage",
        ["dlq retry"] = "data http-token-file tls-certificate output cloud binding stage",
        ["dlq drop"] = "data http-token-file tls-certificate output cloud binding stage",
        ["ledger"] = "data http-token-file tls-certificate output",
        ["ledger settle"] = "data reason node edge",
        ["link cut"] = "data http-token-file tls-certificate output",
        ["link restore"] = "data http-token-file tls-certificate output",
        ["link show"] = "data http-token-file tls-certificate output",
        ["user add"] = "password-file output",
        ["user import"] = "password-file output",
        ["user remove"] = "password-file output",
        ["user list"] = "password-file output",
        ["acl import"] = "acl-file",
    };

    private readonly Bench _bench = new();

    /// <summary>A line that cannot be meant, and the flag that its one sentence names.</summary>
    public static TheoryData<string, string> Idle
    {
        get
        {
            var lines = new TheoryData<string, string>
            {
                { "demo --cut-link 5s..9s --for 5s", "--cut-link" },
                { "demo --report r", "--report" },
                { "cloud --data d node add e", "--data" },
                { "ledger --http 127.0.0.1:1 settle --reason r", "--http" },
                { "cloud --tls-certificate c --tls-key k", "--tls-certificate" },
                { "cloud --tls-key k --http 0.0.0.0:1", "--tls-key" },
                { "cloud node add e --rabbitmqctl f", "--rabbitmqctl" },
                { "replay FILE --seed 3", "--seed" },
                { "ledger --edge d", "--edge" },
                { "ledger --cloud d", "--cloud" },
                { "ledger --edge d --cloud d --data d", "--data" },
                { "ledger --edge d --cloud d --http 127.0.0.1:1", "--http" },
                { "dlq retry 1 --all --data DIR", "--all" },
                { "dlq drop 1 --all --data DIR", "--all" },
                { "dlq list --stage decoed --data DIR", "--stage" },
                { "explain t --bindings FILE --data DIR", "--data" },
                { "explain t --bindings FILE --http-token-file FILE", "--http-token-file" },
                { "explain t --bindings FILE --tls-certificate FILE", "--tls-certificate" },
                { "explain t --bindings FILE --http 127.0.0.1:1", "--http" },
                { "explain --last --bindings FILE", "--bindings" },
                { "explain t p --last --data DIR", "--last" },
                { "dlq list --data DIR --node n", "--node" },
                { "dlq show 1 --data DIR --node n", "--node" },
                { "dlq retry 1 --data DIR --node n", "--node" },
                { "dlq retry --all --cloud --stage unnamed --data DIR", "--node" },
                { "dlq retry --all --cloud --stage Sender --data DIR", "--node" },
                { "dlq drop 1 --data DIR --node n", "--node" },
                { "dlq retry 1 --data DIR --rabbitmq amqp://h", "--rabbitmq" },
                { "dlq retry 1 --data DIR --rabbitmq-user u", "--rabbitmq-user" },
                { "dlq retry 1 --data DIR --rabbitmq-password-file FILE", "--rabbitmq-password-file" },
            };
            foreach (var own in (string[])["broker mqtt://h", "broker-user u", "broker-client-id i", "filter a", "for 5s", "record r"])
                lines.Add($"discover --from FILE --output - --{own}", $"--{own.Split(' ')[0]}");
            lines.Add("discover --from FILE --output - --force", "--force");
            lines.Add("discover --output - --broker-password-file f", "--broker-password-file");
            lines.Add("discover --output - --broker mqtts://h --broker-key f", "--broker-key");
            foreach (var own in (string[])["ca f", "certificate f", "key f"])
                lines.Add($"discover --output - --broker mqtt://h --broker-{own}", $"--broker-{own.Split(' ')[0]}");
            foreach (var node in (string[])["up", "edge", "cloud"])
            {
                lines.Add($"{node} --otlp-protocol grpc", "--otlp-protocol");
                lines.Add($"{node} --otlp-headers-file FILE", "--otlp-headers-file");
            }

            foreach (var tool in (string[])["publish a/b x", "replay FILE", "simulate"])
                lines.Add($"{tool} --mqtt-password-file FILE", "--mqtt-password-file");
            foreach (var tool in (string[])[
                "bindings", "explain t", "why b", "link cut", "link restore", "link show", "ledger", "dlq list", "dlq show 1",
                "dlq retry 1", "dlq drop 1"])
                lines.Add($"{tool} --http 127.0.0.1:1 --data d", "--http");
            foreach (var store in (string[])[
                "store-url http://10.0.0.7:1", "store-database d", "store-org o", "store-bucket b", "store-user u",
                "store-token-file FILE"])
            {
                var flag = $"--{store.Split(' ')[0]}";
                foreach (var command in (string[])["up", "cloud", "store setup", "points m --data DIR"])
                    lines.Add($"{command} --{store}", flag);
            }

            foreach (var node in (string[])["up", "edge"])
            {
                lines.Add($"{node} --tls-certificate c --tls-key k", "--tls-certificate");
                lines.Add($"{node} --tls-key k --mqtts 127.0.0.1:1", "--tls-key");
                lines.Add($"{node} --tls-client-ca c --tls-certificate c --tls-key k --http 0.0.0.0:1", "--tls-client-ca");
                lines.Add($"{node} --tls-client-crl c", "--tls-client-crl");
                lines.Add($"{node} --acl-file a", "--acl-file");
                lines.Add($"{node} --password-file a", "--password-file");
                lines.Add($"{node} --mqtt-ws-origins http://a", "--mqtt-ws-origins");
                lines.Add($"{node} --broker mqtt://10.0.0.5:1883 --broker-password-file f", "--broker-password-file");
                lines.Add($"{node} --broker mqtts://10.0.0.5:1883 --broker-key f", "--broker-key");
                foreach (var own in (string[])["user u", "password-file f", "ca f", "certificate f", "key f", "client-id i"])
                    lines.Add($"{node} --broker-{own}", $"--broker-{own.Split(' ')[0]}");
                foreach (var own in (string[])["ca f", "certificate f", "key f"])
                    lines.Add($"{node} --broker mqtt://10.0.0.5:1883 --broker-{own}", $"--broker-{own.Split(' ')[0]}");
                foreach (var own in (string[])[
                    "mqtt 127.0.0.1:1", "mqtts 127.0.0.1:1", "mqtt-ws 127.0.0.1:1", "mqtt-wss 127.0.0.1:1", "password-file f", "acl-file f",
                    "tls-client-ca f", "tls-client-crl f",
                    "mqtt-connect-limit 4KiB", "mqtt-ws-origins http://a", "mqtt-connections 1", "mqtt-address-connections 1",
                    "mqtt-retained-count 1", "mqtt-retained-limit 1MiB",
                    "mqtt-retained-full refuse", "mqtt-session-messages 1", "mqtt-session-limit 1MiB", "mqtt-subscriptions 1",
                    "mqtt-user-share 1"])
                    lines.Add($"{node} --broker mqtt://10.0.0.5:1883 --{own}", $"--{own.Split(' ')[0]}");
            }

            return lines;
        }
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Idle))]
    public async Task It_is_refused_by_name(string line, string flag)
    {
        var arguments = line.Replace("DIR", _bench.Folder, StringComparison.Ordinal)
            .Replace("FILE", _bench.File("f", "timestamp\n"), StringComparison.Ordinal).Split(' ');
        Assert.Equal(ExitCode.BadInput, await _bench.RunUntilAsync(new(canceled: true), arguments));
        Assert.Contains(flag, _bench.Error);
        Assert.Single(_bench.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Null(_bench.Edge);
        Assert.Null(_bench.Cloud);
        Assert.Null(_bench.Read);
        Assert.Null(_bench.Broker);
    }

    [Fact]
    public void Every_flag_of_every_command_is_always_used_or_in_the_table()
    {
        var idle = Idle.Select(row => (Line: row.Data.Item1, Flag: row.Data.Item2)).ToList();
        foreach (var (name, command) in CommandTree.Verbs(EventEdgeCommand.Build(_bench.Shell(), _bench.NodeFactories())))
        {
            Assert.True(Used.TryGetValue(name, out var used), $"'{name}' is not in the table of this test");
            var flags = used.Split(' ').Select(flag => $"--{flag}").Append("--config").ToHashSet();
            Assert.All(command.Options.Select(option => option.Name).Where(flag => flag is not "--help" and not "--version"),
                flag => Assert.True(
                flags.Contains(flag) || idle.Exists(one => one.Flag == flag && one.Line.StartsWith(name, StringComparison.Ordinal)),
                $"{name} {flag}: when is it idle?"));
        }
    }

    [Fact]
    public async Task A_tool_is_given_an_address_beside_the_settings_of_the_node()
    {
        _bench.Environment["EVENTEDGE__DATA"] = "/var/lib/eventedge";
        Assert.Equal(ExitCode.Failure, await _bench.RunAsync("link", "show", "--http", "127.0.0.1:1"));
        Assert.Contains("no node answers at http://127.0.0.1:1/", _bench.Error);
    }
}
