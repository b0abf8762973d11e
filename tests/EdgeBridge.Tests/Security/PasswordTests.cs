using System.Text;
using EventEdge.EdgeBridge.Security;
using EventEdge.Hosting.Access;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Security;

public sealed class PasswordTests : IDisposable
{
    private static readonly PasswordHash Hash = PasswordHash.Create("s3cret");

    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_password_matches_its_hash_and_no_other()
    {
        var read = PasswordHash.Parse(Hash.ToString());
        Assert.True(read.Matches("s3cret"u8));
        Assert.False(read.Matches("s3creT"u8));
        Assert.False(PasswordHash.OfNobody.Matches(""u8));
        Assert.DoesNotContain("s3cret", Hash.ToString());
        Assert.NotEqual(Hash.ToString(), PasswordHash.Create("s3cret").ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("$pbkdf2-sha512$i=1000$AAAAAAAAAAAAAAAAAAAAAA==$AAAA")]
    [InlineData("$pbkdf2-sha512$i=99999999$AAAAAAAAAAAAAAAAAAAAAA==$AAAA")]
    [InlineData("$pbkdf2-sha512$i=600000$AAAA$AAAA")]
    [InlineData("$pbkdf2-sha1$i=600000$AAAAAAAAAAAAAAAAAAAAAA==$AAAA")]
    public void What_is_no_hash_or_a_weak_one_is_not_taken(string text) => Assert.Throws<FormatException>(() => PasswordHash.Parse(text));

    [Fact]
    public void A_file_keeps_its_users_and_only_its_owner_reads_it()
    {
        var path = _files.File("users");
        var file = PasswordFile.Load(path);
        Assert.True(file.Set("press-1", Hash));
        Assert.False(file.Set("press-1", Hash));
        file.Set("anna", Hash);
        file.Save(path);
        Assert.Equal(["anna", "press-1"], PasswordFile.Load(path).Users);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(_files.Path));
    }

    [Theory]
    [InlineData("nobody\n", "line 1: expected NAME:HASH")]
    [InlineData("# ok\na:HASH\na:HASH\n", "line 3: user 'a' is there twice")]
    [InlineData("a:$pbkdf2-sha512$i=1$x$y\n", "line 1: rounds")]
    [InlineData("a b:HASH\n", "line 1: 'a b' is not a user name")]
    public void A_bad_line_is_named(string text, string message)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Replace("HASH", Hash.ToString(), StringComparison.Ordinal));
        Assert.Contains(message, Assert.Throws<FormatException>(() => PasswordFile.Parse(bytes)).Message);
    }

    [Fact]
    public async Task A_password_that_was_right_is_known_again_until_it_is_changed()
    {
        var path = _files.File("users");
        var file = new PasswordFile();
        file.Set("anna", Hash);
        file.Save(path);
        var users = new WatchedFile<PasswordFile>(content => PasswordFile.Parse(content[0]), path);
        using var check = new PasswordCheck(users);
        Assert.False(check.IsKnown("anna", "s3cret"u8.ToArray()));
        Assert.True(await check.IsRightAsync("192.0.2.1", "anna", "s3cret"u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.True(check.IsKnown("anna", "s3cret"u8.ToArray()));
        Assert.False(check.IsKnown("anna", "other"u8.ToArray()));
        Assert.False(await check.IsRightAsync("192.0.2.1", "bob", "s3cret"u8.ToArray(), TestContext.Current.CancellationToken));
        file.Set("anna", PasswordHash.Create("new"));
        file.Save(path);
        Assert.False(users.Refresh());
        Assert.True(users.Refresh());
        Assert.False(check.IsKnown("anna", "s3cret"u8.ToArray()));
    }

    [Fact]
    public async Task Of_a_fleet_with_one_password_that_comes_at_once_the_first_is_checked_and_all_come_in()
    {
        using var check = CheckOf("fleet");
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(n =>
            check.IsRightAsync(n % 2 == 0 ? "192.0.2.1" : "192.0.2.2", "fleet", "s3cret"u8.ToArray(), TestContext.Current.CancellationToken)
                .AsTask()));
        Assert.All(answers, answer => Assert.True(answer));
    }

    [Fact]
    public async Task However_many_wrong_passwords_of_one_peer_wait_another_has_its_turn_and_one_too_many_is_told()
    {
        using var check = CheckOf("anna");
        using var given = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var guesses = Enumerable.Range(0, PasswordCheck.PeerQueueLimit)
            .Select(n => check.IsRightAsync("192.0.2.1", "anna", BitConverter.GetBytes(n), given.Token).AsTask()).ToArray();
        Assert.Null(await check.IsRightAsync("192.0.2.1", "anna", "s3cret"u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.True(await check.IsRightAsync("192.0.2.2", "anna", "s3cret"u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.Contains(guesses, guess => !guess.IsCompleted);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(guesses));
    }

    private PasswordCheck CheckOf(string user)
    {
        var path = _files.File("users");
        var file = new PasswordFile();
        file.Set(user, Hash);
        file.Save(path);
        return new PasswordCheck(new WatchedFile<PasswordFile>(content => PasswordFile.Parse(content[0]), path));
    }
}
