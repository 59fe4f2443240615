# The interactive prompt: evaluates what an author types, in a context that stays.
module Cincture
  # The self of what is typed: all that a control file may say, and a few words about the words.
  class PromptContext < FileContext
    # The scope that keeps the local variables; there are none in it to begin with. What is defined in it are methods of
    # this object, as in a control file.
    def __scope
      instance_eval('binding')
    end

    def to_s
      'the prompt'
    end
    alias inspect to_s

    def resources
      Prompt.show(Listing.resources)
    end

    def matchers
      Prompt.show(Listing.matchers)
    end

    # What can be asked of an object.
    def ls(object)
      Prompt.show(Listing.of(object))
    end
  end

  module Prompt
    # What the words of the prompt give: it is not shown.
    NOTHING = Object.new
    # The name of what is typed, in backtraces and in the ids of its controls.
    FILE = 'prompt'
    # Lines of a backtrace.
    DEEPEST = 5
    # What the compiler begins the faults of an unfinished text with, and what one of them has to hold.
    UNFINISHED = ['unexpected end-of-input', 'unterminated', 'embedded document', 'expected'].freeze
    ENDINGS = ['unexpected end-of-input', 'unterminated', 'meets end of file', 'to close', 'closing delimiter'].freeze

    class << self
      # The job's key is only ever a local variable, as in Runner.
      def run
        job = Host.job
        key = job['key']
        Runner.open(job)
        context = PromptContext.new.__enter(FILE)
        scope = context.__scope
        Host.ready(key, Listing.words)
        loop do
          text = Host.line(key)
          break if text.nil?

          Host.came(key, answer(context, scope, text))
        end
      end

      def show(text)
        Host.warning(text)
        NOTHING
      end

      private

      def answer(context, scope, text)
        value = evaluate(context, scope, text)
        controls = check(Runner.take_rules)
        return { 'controls' => controls } unless controls.empty?

        { 'value' => value.equal?(NOTHING) ? nil : shown(value) }
      rescue SyntaxError => e
        Runner.take_rules
        faults = faults(e)
        unfinished?(faults, text) ? { 'incomplete' => true } : { 'error' => told(e, faults) }
      rescue Exception => e
        Runner.take_rules
        { 'error' => told(e, nil) }
      end

      # `help file` is no Ruby: it would make a file.
      def evaluate(context, scope, text)
        help = text.match(/\A\s*help(?:\s+(\S+))?\s*\z/)
        return show(Listing.help(help[1])) if help

        context.__enter(FILE)
        scope.eval(text, FILE, 1)
      end

      def check(rules)
        rules.each(&:prepare)
        Host.prefetch(rules.flat_map(&:stats), rules.flat_map(&:reads))
        rules.map(&:run)
      end

      def shown(value)
        text = value.inspect
        text.is_a?(String) ? text : "an object of #{value.class} whose inspect is no text"
      end

      # The compiler's faults, where it is this text that does not compile; none where a text inside of it was evaluated.
      def faults(error)
        return [] unless error.message.start_with?("file #{FILE} ")

        error.message.split("\n").map { |line| line.split('syntax error, ', 2).last }
      end

      def unfinished?(faults, text)
        return true if text.end_with?('\\') && !faults.empty?

        faults.all? { |fault| fault.start_with?(*UNFINISHED) } &&
          faults.any? { |fault| ENDINGS.any? { |ending| fault.include?(ending) } }
      end

      def told(error, faults)
        frames = (error.backtrace || []).reject { |frame| frame.start_with?('cincture/') }
        frames = frames.map { |frame| frame.sub(/\A(prompt:\d+):in evaluate\z/, '\1') }
        {
          'class' => error.class.to_s.sub(/\ACincture::/, ''),
          'message' => faults.nil? || faults.empty? ? error.message.to_s : faults.uniq.join("\n"),
          'backtrace' => frames.first(DEEPEST).map(&:to_s)
        }
      rescue Exception
        { 'class' => 'Exception', 'message' => 'an exception that cannot be described', 'backtrace' => [] }
      end
    end
  end
end
