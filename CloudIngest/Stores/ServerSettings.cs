namespace EventEdge.CloudIngest.Stores;

/// <summary>Settings that several servers have under one name and with one meaning.</summary>
public static class ServerSettings
{
    /// <summary>Where the server is.</summary>
    public static StoreSetting Url { get; } =
        new("url", "URL", "The store's address") { Form = StoreSettingForm.Address, IsRequired = true, Example = "http://127.0.0.1:8086" };

    /// <summary>The database points go to.</summary>
    public static StoreSetting Database { get; } = new("database", "NAME", "Database") { Default = "eventedge" };

    /// <summary>Who logs in with the secret of <see cref="TokenFile"/>.</summary>
    public static StoreSetting User { get; } = new("user", "NAME", "User name that goes with the password");

    /// <summary>The secret to log in with.</summary>
    public static StoreSetting TokenFile { get; } =
        new("token-file", "FILE", "File with the access token or password, read for each request") { Form = StoreSettingForm.SecretFile };
}
