using System.Text;

namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>
/// A command in one text as a list of words: split at blanks, quotes of both kinds keep blanks. Nothing else means anything.
/// </summary>
internal static class CommandWords
{
    /// <summary>Splits a text; false when a quote is not closed.</summary>
    public static bool TrySplit(string text, out string[] words)
    {
        var found = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        foreach (var character in text)
        {
            if (character == quote) quote = '\0';
            else if (quote == '\0' && character is '"' or '\'') (quote, word) = (character, word ?? new());
            else if (quote == '\0' && char.IsWhiteSpace(character)) Finish(found, ref word);
            else (word ??= new()).Append(character);
        }

        Finish(found, ref word);
        words = [.. found];
        return quote == '\0';
    }

    private static void Finish(List<string> words, ref StringBuilder? word)
    {
        if (word is not null) words.Add(word.ToString());
        word = null;
    }
}
