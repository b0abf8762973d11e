using EventEdge.Commands;
using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Settings;

namespace EventEdge.EventEdge.Tests.Settings;

/// <summary>What functions in processes must not read.</summary>
public sealed class SecretFilesTests
{
    [Fact]
    public void Every_setting_that_names_a_file_with_a_secret_is_hidden_from_functions()
    {
        using var bench = new Bench();
        var factories = bench.NodeFactories();
        var named = CommandTree.Verbs(EventEdgeCommand.Build(bench.Shell(), factories)).Select(verb => verb.Command)
            .OfType<RunnableCommand>()
            .SelectMany(verb => verb.Keys).Distinct().Where(IsSecret).ToList();
        Assert.True(named.Count >= 8, string.Join(", ", named));
        Assert.Empty(named.Except(SecuritySettings.Secrets.Concat(factories.StoreFlags.Secrets).Select(setting => setting.Key)));
    }

    private static bool IsSecret(string key) =>
        key.EndsWith("_password_file", StringComparison.Ordinal) || key.EndsWith("_token_file", StringComparison.Ordinal)
        || key.EndsWith("_key", StringComparison.Ordinal) || key is "password_file" or "broker_certificate";
}
