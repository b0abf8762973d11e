using EventEdge.Settings;

namespace EventEdge.EventEdge.Tests.Settings;

/// <summary>What functions in processes must not read.</summary>
public sealed class SecretFilesTests
{
    [Fact]
    public void Every_setting_that_names_a_file_with_a_secret_is_hidden_from_functions()
    {
        var named = KnownSettings.All.Where(setting => setting.Key.EndsWith("_password_file", StringComparison.Ordinal)
            || setting.Key.EndsWith("_token_file", StringComparison.Ordinal) || setting.Key.EndsWith("_key", StringComparison.Ordinal)
            || setting.Key is "password_file" or "broker_certificate").ToList();
        Assert.True(named.Count >= 8);
        Assert.Empty(named.Except(SecuritySettings.Secrets));
    }
}
