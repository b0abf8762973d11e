namespace EventEdge.CloudIngest.Stores;

/// <summary>One thing a store wants to be told; what is told is text, and the store reads it.</summary>
/// <param name="Name">Lower case, words joined by a hyphen, such as <c>token-file</c>: the flag is <c>--store-token-file</c>. Stores that
/// mean the same share it.</param>
/// <param name="ValueName">What stands for the value in help, such as <c>FILE</c>.</param>
/// <param name="Description">What it is, without its default.</param>
public sealed record StoreSetting(string Name, string ValueName, string Description)
{
    /// <summary>What the text has to be. Default any text.</summary>
    public StoreSettingForm Form { get; init; }

    /// <summary>What is taken where nothing is told; null for nothing.</summary>
    public string? Default { get; init; }

    /// <summary>Whether nobody can know it but the user. Default no.</summary>
    public bool IsRequired { get; init; }

    /// <summary>A value to show where one is missing or cannot be read.</summary>
    public string? Example { get; init; }
}

/// <summary>What the text of a <see cref="StoreSetting"/> has to be.</summary>
public enum StoreSettingForm
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A web address, <c>http</c> or <c>https</c>, without user and password.</summary>
    Address,

    /// <summary>The path of a file with a secret, which itself is written nowhere.</summary>
    SecretFile,
}
