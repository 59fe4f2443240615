# Matchers of InSpec's own that ask a resource one question: permissions of files, packages, services, hosts, mounts.
module Cincture
  module Matchers
    # be_readable, be_writable, be_executable, with .by('others') or .by_user('root').
    class Permission < Base
      def by(usergroup)
        @by = usergroup
        self
      end

      def by_user(user)
        @by_user = user
        self
      end

      def matches?(file)
        @actual = file
        !!file.send(question, @by, @by_user)
      end

      def description
        text = self.class.phrase
        text += " by #{@by}" unless @by.nil?
        text += " by user #{@by_user}" unless @by_user.nil?
        text
      end
    end

    class BeReadable < Permission
      phrase 'be readable'

      def question
        :readable?
      end
    end

    class BeWritable < Permission
      phrase 'be writable'

      def question
        :writable?
      end
    end

    class BeExecutable < Permission
      phrase 'be executable'

      def question
        :executable?
      end
    end

    # A question that must be answered by `true` itself.
    class State < Base
      def initialize(words, question, refused = {})
        super()
        @words = words
        @question = question
        @refused = refused
      end

      def matches?(actual)
        @actual = actual
        actual.send(@question) == true
      end

      def description
        'be ' + @words
      end

      def failure_message
        subject = Text.shown(@actual)
        named = @question == :reachable? || @question == :resolvable? ? "host #{subject}" : "`#{subject}`"
        "expected that #{named} is #{@words}"
      end

      # Serverspec's chains, which InSpec refuses.
      def method_missing(name, *arguments)
        raise @refused[name] if @refused.key?(name)
        super
      end

      def respond_to_missing?(name, all = false)
        @refused.key?(name) || super
      end
    end

    class BeMounted < Base
      phrase 'be mounted'

      def with(options)
        @options = options
        @identical = false
        self
      end

      def only_with(options)
        with(options)
        @identical = true
        self
      end

      def matches?(actual)
        @actual = actual
        !!(@options.nil? ? actual.mounted? : actual.mounted?(@options, @identical))
      end

      def failure_message
        return "\n#{@actual} is not mounted\n" if @options.nil?
        "\n#{@actual} is not mounted with the options\n     expected: #{Text.shown(@options)}\n" \
          "     got: #{Text.shown(@actual.mount_options)}\n"
      end
    end

    # A question about one thing that the subject may have.
    class Owning < Base
      def initialize(words, question, thing)
        super(thing)
        @words = words
        @question = question
      end

      def match(thing, owner)
        !!owner.send(@question, thing)
      end

      def description
        @words + Text.list(@expected)
      end
    end

    def belong_to_group(group)
      Owning.new('belong to group', :belongs_to_group?, group)
    end

    def belong_to_primary_group(group)
      Owning.new('belong to primary group', :belongs_to_primary_group?, group)
    end

    def have_rule(rule)
      Owning.new('have rule', :has_rule?, rule)
    end

    def have_element(element)
      Owning.new('have element', :has_element?, element)
    end

    def be_readable
      BeReadable.new
    end

    def be_writable
      BeWritable.new
    end

    def be_executable
      BeExecutable.new
    end

    def be_installed
      State.new('installed', :installed?, by: "[UNSUPPORTED] Please use the new resources 'gem', 'npm' or 'pip'.")
    end

    def be_enabled
      State.new('enabled', :enabled?, with_level: '[UNSUPPORTED] with level is not supported')
    end

    def be_running
      State.new('running', :running?, under: '[UNSUPPORTED] under is not supported')
    end

    def be_reachable
      State.new('reachable', :reachable?,
                with: '[UNSUPPORTED] `with` is not supported in combination with `be_reachable`')
    end

    def be_resolvable
      State.new('resolvable', :resolvable?,
                by: '[UNSUPPORTED] `by` is not supported in combination with `be_resolvable`. Please use the ' \
                    "following syntax `host('example.com', port: 53, proto: 'udp')`.")
    end

    def be_mounted
      BeMounted.new
    end
  end
end
