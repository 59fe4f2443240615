# What the prompt's words about the words say.
module Cincture
  module Listing
    # Of the prompt itself.
    OWN = %w[describe control only_if input inspec help resources matchers ls exit].freeze
    # Of the matchers that no list holds.
    ANY = 'Words that begin with be_ or have_ ask the resource: `it { should be_mounted }` asks `mounted?`.'
    # Columns of a listing.
    WIDTH = 96
    HELP = <<~TEXT
      Type Ruby as in a control file; what it evaluates to is shown.
        file('/etc/passwd').mode            a property of a resource
        describe file('/') do ... end       checks, which run at once; `control 'x' do ... end` too
        resources, help RESOURCE            what there is, and what can be asked of it
        matchers                            what checks can be made of
        ls VALUE                            what can be asked of any value
        exit                                ends (so does Ctrl-D); Ctrl-C ends what is running
      Local variables stay. The target is asked afresh for each input.
    TEXT

    class << self
      def words
        (OWN + Resource.registry.keys + matcher_names).uniq.sort
      end

      def resources
        columns(Resource.registry.keys.sort)
      end

      def matchers
        "#{columns(matcher_names)}\n#{ANY}"
      end

      def help(topic)
        case topic
        when nil then HELP.chomp
        when 'resources' then resources
        when 'matchers' then matchers
        else about(topic)
        end
      end

      # A resource's own properties, or the methods of any other value's class.
      def of(object)
        return "#{object.resource_name}\n#{properties(object.class)}" if object.is_a?(Resource)

        "#{object.class}\n#{columns(names(object.class.instance_methods(false)))}"
      end

      private

      def about(topic)
        klass = Resource.registry[topic]
        return resource(topic, klass) if klass
        return "`#{topic}` is a matcher" if matcher_names.include?(topic)
        return "`#{topic}` is a word of the prompt" if OWN.include?(topic)

        "there is no resource or matcher `#{topic}`; `resources` and `matchers` list what there is"
      end

      def resource(name, klass)
        [name, klass.desc && ENGINE.unindent(klass.desc), properties(klass), klass.example && ENGINE.unindent(klass.example)]
          .compact.reject(&:empty?).join("\n")
      end

      # Down to what all resources have.
      def properties(klass)
        found = []
        while klass && !klass.equal?(Resource)
          found += names(klass.instance_methods(false))
          klass = klass.superclass
        end
        columns(found.uniq.sort)
      end

      def matcher_names
        names(Matchers.instance_methods(false)).reject { |name| name == 'method_missing' || name.start_with?('respond_to') }
      end

      # Only words that an author would type.
      def names(methods)
        methods.map(&:to_s).select { |name| name.match?(/\A[a-z][a-z0-9_]*[?!]?\z/) }
               .reject { |name| %w[initialize inspect to_s method_missing respond_to_missing?].include?(name) }.sort
      end

      def columns(words)
        return '  (nothing)' if words.empty?

        width = words.map(&:length).max + 2
        count = [(WIDTH - 2) / width, 1].max
        rows = words.each_slice(count).map { |row| '  ' + row.map { |word| word.ljust(width) }.join.rstrip }
        rows.join("\n")
      end
    end
  end
end
