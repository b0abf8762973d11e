using System.Diagnostics;
using System.Text;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Security.Mosquitto;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Security.Mosquitto;

/// <summary>Users and permissions of a Mosquitto, taken over.</summary>
public sealed class MosquittoImportTests : IDisposable
{
    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("sha512", "$6$")]
    [InlineData("sha512-pbkdf2", "$7$")]
    public void A_user_of_mosquitto_passwd_logs_in_with_the_password_there_was(string kind, string prefix)
    {
        if (!File.Exists("/usr/bin/mosquitto_passwd")) Assert.Skip("mosquitto_passwd is not installed");
        using (var tool = Process.Start("mosquitto_passwd", ["-H", kind, "-b", "-c", _files.File("theirs"), "anna", "s3cret"]))
            Assert.True(tool.WaitForExit(TimeSpan.FromSeconds(20)));
        var users = new PasswordFile();
        Assert.Equal((1, 0), Counts(MosquittoPasswords.Import(File.ReadAllBytes(_files.File("theirs")), users)));
        users.Save(_files.File("ours"));
        var hash = PasswordFile.Load(_files.File("ours")).Find("anna")!;
        Assert.StartsWith(prefix, hash.ToString(), StringComparison.Ordinal);
        Assert.True(hash.IsWeak);
        Assert.True(hash.Matches("s3cret"u8));
        Assert.False(hash.Matches("s3creT"u8));
    }

    [Fact]
    public void What_cannot_be_a_user_here_is_told_line_by_line_and_nobody_who_is_there_changes()
    {
        var users = new PasswordFile();
        users.Set("bob", PasswordHash.Create("x"));
        var before = users.Find("bob")!.ToString();
        var hash = $"$6$c2FsdHNhbHRzYWx0${Convert.ToBase64String(new byte[64])}";
        var (added, problems) = MosquittoPasswords.Import(
            Encoding.UTF8.GetBytes($"anna:{hash}\nbob:{hash}\ncarl:plain\nof/plant:{hash}\ndora:$7$0$AAAA$AAAA\nnothing\n"), users);
        Assert.Equal(1, added);
        Assert.Equal(["line 2", "line 3", "line 4", "line 5", "line 6"], problems.Select(problem => problem.Split(':')[0]));
        Assert.Contains("mosquitto_passwd -U", problems[1], StringComparison.Ordinal);
        Assert.Equal(before, users.Find("bob")!.ToString());
    }

    [Fact]
    public void Permissions_say_the_same_here()
    {
        var (rules, problems) = MosquittoAcl.Import("""
            # of the plant
            user anna
            topic plant/#
            topic read commands/all
            topic write logs/anna and more

            user bob
            topic readwrite bob/+/x
            pattern write devices/%u/%c/up
            pattern read $SYS/broker/load
            """u8.ToArray());
        Assert.Empty(problems);
        Assert.Equal(
            ["anna any plant/#", "anna subscribe commands/all", "anna publish logs/anna and more", "bob any bob/+/x",
                "* publish devices/{username}/{client_id}/up", "* subscribe $SYS/broker/load"], rules);
        Assert.Equal(6, Acl.Parse(Encoding.UTF8.GetBytes(string.Join('\n', rules))).Count);
    }

    [Fact]
    public void Nobody_may_do_more_than_before()
    {
        var (rules, problems) = MosquittoAcl.Import("""
            topic read public/#
            user anna
            topic plant/#
            topic deny plant/secret/#
            topic other/#
            user with space
            topic spaced/#
            user carl
            topic deny a/b
            topic a/{x}
            topic a/#b
            topic deny_typo/ok
            unknown line
            pattern devices/%c/#
            pattern deny devices/x/#
            """u8.ToArray());
        Assert.Equal(["anna any other/#", "carl any deny_typo/ok"], rules);
        Assert.Equal(
            [1, 3, 4, 6, 7, 9, 10, 11, 13, 14, 15],
            problems.Select(
                problem => int.Parse(problem.Split(':')[0]["line ".Length..], System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.Contains(problems, problem => problem.Contains("narrowed by the deny of line 4", StringComparison.Ordinal));
    }

    private static (int Added, int Problems) Counts((int Added, IReadOnlyList<string> Problems) imported) =>
        (imported.Added, imported.Problems.Count);
}
