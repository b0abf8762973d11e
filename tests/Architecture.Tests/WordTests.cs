using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventEdge.Architecture.Tests;

/// <summary>
/// The field's words, not ours: a reader who knows MQTT, Flink and RabbitMQ learns no new one. Words that are also plain English
/// (told, kept, found) are left to the reader of a change.
/// </summary>
public sealed partial class WordTests
{
    /// <summary>What no type and no member is called, in words of its name.</summary>
    private static readonly string[] Names = [
        "Letter", "Desk", "Door", "Gatekeeper", "Crew", "Permit", "Seat", "Farewell", "Greet", "Converse", "Take Leave", "Give Way",
        "Silence Watch", "Broker Watch", "Link Watch", "Lane", "Stretch", "Held Back", "Resting", "Leader", "Follower", "Resend", "Coarsen",
        "Coarsening", "Tell", "Upkeep", "Straighten", "Prey", "Verb", "Dice", "Has Room", "Has Room For"];

    /// <summary>The names of other people's things.</summary>
    private static readonly string[] Allowed = ["Dead Letter", "Dead Letters", "Swinging Door"];

    [Fact]
    public void Types_and_members_have_the_field_s_names() =>
        Offences.MustBeEmpty(
            from source in Offences.MustNotBeEmpty(Repository.ProductSources, "sources")
            from name in Declared(source)
            where Private(name) is not null
            select $"{source}: {name} ({Private(name)})",
            "A word of our own; take the field's:");

    [Fact]
    public void Metrics_and_messages_say_what_the_field_says() =>
        Offences.MustBeEmpty(
            from source in Offences.MustNotBeEmpty(Repository.ProductSources, "sources")
            from text in Texts(source)
            from Match word in PrivateWord().Matches(text)
            select $"{source}: {word.Value} in \"{text}\"",
            "A word of our own; take the field's:");

    [Fact]
    public void Pages_say_what_the_field_says() =>
        Offences.MustBeEmpty(
            from page in Offences.MustNotBeEmpty(Pages, "pages")
            from line in Repository.Read(page).Split('\n').Index()
            from Match word in PrivateWord().Matches(line.Item)
            select $"{page}:{line.Index + 1}: {word.Value}",
            "A word of our own; take the field's:");

    [Theory]
    [InlineData("LetterDesk", "Letter")]
    [InlineData("DeadLetterStore", null)]
    [InlineData("SwingingDoorFunction", null)]
    [InlineData("_heldBack", "Held Back")]
    [InlineData("TellEmitted", "Tell")]
    [InlineData("Retell", null)]
    [InlineData("Satellite", null)]
    [InlineData("HasRoom", "Has Room")]
    public void A_name_is_read_word_by_word(string name, string? word) => Assert.Equal(word, Private(name));

    [Theory]
    [InlineData("eventedge_ingest_records_held_back", true)]
    [InlineData("clients are held back", true)]
    [InlineData("ten are deferred", false)]
    [InlineData("Coarsening begins", true)]
    [InlineData("swallowed", false)]
    public void A_text_is_read_word_by_word(string text, bool isPrivate) => Assert.Equal(isPrivate, PrivateWord().IsMatch(text));

    /// <summary>
    /// Decisions, the list of changes and the report of torture say what was, under the names of then; the contract of the bus names a
    /// member of the frame.
    /// </summary>
    private static IEnumerable<string> Pages => Repository.Files.Where(file =>
        file.EndsWith(".md", StringComparison.Ordinal) && !file.StartsWith("docs/decisions/", StringComparison.Ordinal)
        && file is not ("CHANGELOG.md" or "docs/torture-report.md" or "docs/reference/bus-contract.md"));

    private static string? Private(string name)
    {
        var words = $" {string.Join(' ', Word().Matches(name).Select(word => Capital(word.Value)))} ";
        foreach (var allowed in Allowed) words = words.Replace($" {allowed} ", " ", StringComparison.Ordinal);
        return Names.FirstOrDefault(word => words.Contains($" {word} ", StringComparison.Ordinal));
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static IEnumerable<string> Declared(SourceFile source) =>
        CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes().Select(node => node switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
            DelegateDeclarationSyntax type => type.Identifier.ValueText,
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            EnumMemberDeclarationSyntax member => member.Identifier.ValueText,
            VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } field => field.Identifier.ValueText,
            _ => null,
        }).OfType<string>();

    // What is stored or read by other programs, a table or a member of the frame, keeps the name that it was given.
    private static IEnumerable<string> Texts(SourceFile source) =>
        from token in CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantTokens()
        where token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken)
        let text = token.ValueText
        where !Sql().IsMatch(text) && !text.StartsWith("held_back", StringComparison.Ordinal)
        select text;

    [GeneratedRegex(@"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE)\b|SELECT coalesce")]
    private static partial Regex Sql();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")]
    private static partial Regex Word();

    [GeneratedRegex(
        @"(?<![a-z])(letter desk|gatekeepers?|crews?|farewells?|take leave|give way|(silence|broker|link) watch|lanes?|held[ _]back|resting"
        + @"|leaders?|followers?|resends?|coarsen\w*|upkeep|prey)(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex PrivateWord();
}
