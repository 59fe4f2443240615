# FilterTable: rows that a profile can narrow down with `where` and read by columns. The API is InSpec's, custom resources
# use it.
module Cincture
  module FilterTable
    # Stands for "no value given" where nil is a value.
    module NoCriteriaProvided; end

    # What a table gives whose resource is skipped or failed: any chain of calls comes back to it.
    class ExceptionCatcher
      attr_reader :exception

      def initialize(resource, exception)
        @resource = resource
        @exception = exception
      end

      def resource_skipped?
        @exception.is_a?(Inspec::Exceptions::ResourceSkipped)
      end

      def resource_failed?
        @exception.is_a?(Inspec::Exceptions::ResourceFailed)
      end

      def resource_exception_message
        @exception.message
      end

      def method_missing(*)
        self
      end

      def respond_to_missing?(_name, _all = false)
        true
      end

      def to_s
        "#{@resource.to_s.sub('Cincture::', 'Inspec::')} (#{@exception.message})"
      end

      alias inspect to_s

      def to_ary
        [to_s]
      end
    end

    # Runs the block of a `where` without rows, to find words for what it asks.
    class Trace
      def initialize
        @chain = []
      end

      [:==, :!=, :>=, :>, :<, :<=, :=~, :!~].each do |name|
        define_method(name) { |*arguments| __step(name, arguments) }
      end

      # A field may be named like a word of the kernel's (auditd's `exit`).
      [:exit, :load, :system, :print, :puts, :p, :warn, :test, :format].each do |name|
        define_method(name) { |*arguments| __step(name, arguments) }
      end

      def method_missing(name, *arguments)
        __step(name, arguments)
      end

      def respond_to_missing?(_name, _all = false)
        true
      end

      def __step(name, arguments)
        following = Trace.new
        @chain << [name, arguments, following]
        following
      end

      def __chain
        @chain
      end

      def self.to_ruby(trace)
        chain = trace.__chain
        return '' if chain.empty?
        ' ' + chain.map { |name, arguments, following| call(name, arguments) + to_ruby(following) }.join(' ')
      end

      def self.call(name, arguments)
        values = arguments.map { |a| Cincture::Text.inspect(a) }
        case values.length
        when 0 then name.to_s
        when 1 then name.to_s + ' ' + values[0]
        else name.to_s + '(' + values.join(', ') + ')'
        end
      end
    end

    # One entry. Its methods are the fields.
    class Row
      attr_reader :criteria_string, :filter_table

      def initialize(table, fields, values, criteria_string)
        @filter_table = table
        @fields = fields
        @values = values
        @criteria_string = criteria_string
      end

      def [](field)
        field.is_a?(Integer) ? value(@fields[field]) : value(field.to_sym)
      end

      def to_h
        @fields.map { |f| [f, value(f)] }.to_h
      end

      def to_a
        @fields.map { |f| value(f) }
      end

      alias values to_a

      def members
        @fields
      end

      def each(&block)
        to_a.each(&block)
      end

      def ==(other)
        other.is_a?(Row) && other.to_h == to_h
      end

      def to_s
        @criteria_string
      end

      def inspect
        '#<struct ' + @fields.map { |f| f.to_s + '=' + Cincture::Text.inspect(value(f)) }.join(', ') + '>'
      end

      def value(field)
        @filter_table.__fill_lazy(field)
        FilterTable.cell(@values, field)
      end
    end

    # A field of a row, whose keys may be symbols or strings.
    def self.cell(row, field)
      return row[field] if row.key?(field)
      field.is_a?(Symbol) ? row[field.to_s] : row[field.to_sym]
    end

    class Table
      attr_reader :raw_data, :resource_instance, :criteria_string

      def initialize(resource, raw_data, criteria_string, schema, row_class)
        @resource_instance = resource
        @raw_data = raw_data || []
        @criteria_string = criteria_string
        @schema = schema
        @row_class = row_class
        @filled = {}
      end

      alias resource resource_instance
      alias params raw_data

      # A table of a resource that was skipped or failed is skipped or failed: it has no rows, which must not pass for none.
      def resource_skipped?
        resource_instance.respond_to?(:resource_skipped?) && resource_instance.resource_skipped?
      end

      def resource_failed?
        resource_instance.respond_to?(:resource_failed?) && resource_instance.resource_failed?
      end

      def resource_exception_message
        resource_instance.resource_exception_message
      end

      # The rows that fit all conditions and the block.
      def where(conditions = {}, **more, &block)
        conditions = conditions.merge(more) if conditions.is_a?(Hash) && !more.empty?
        return self unless conditions.is_a?(Hash)
        return self if conditions.empty? && !block
        words = @criteria_string
        rows = @raw_data
        conditions.each do |field, wanted|
          __check_field(field)
          __fill_lazy(field.to_sym, wanted)
          words += " #{field} == #{Cincture::Text.inspect(wanted)}"
          rows = __fitting(rows, field, wanted)
        end
        if block
          rows = rows.select { |row| __row(row, '').instance_eval(&block) }
          words += __words(block)
        end
        self.class.new(@resource_instance, rows, words, @schema, @row_class)
      end

      def entries
        words = resource_instance.to_s + @criteria_string + ' one entry'
        @raw_data.map { |row| __row(row, words) }
      end

      def get_column_values(field)
        @raw_data.map { |row| FilterTable.cell(row, field) }
      end

      def list_fields
        @raw_data.map { |row| row.keys }.flatten.uniq
      end

      def field?(field)
        return true if @raw_data.empty?
        fields = list_fields
        fields.include?(field.to_s) || fields.include?(field.to_sym) || !__lazy(field.to_sym).nil?
      end

      def to_s
        resource_instance.to_s + @criteria_string
      end

      alias inspect to_s

      # What the methods of a table do that the schema gives it.
      def __property(name, arguments, block)
        property = @schema[name]
        property.block ? __custom(property, arguments) : __column(property, arguments, block)
      end

      # Fields that are found out only when somebody asks.
      def __fill_lazy(field, criterion = NoCriteriaProvided)
        property = __lazy(field)
        return if property.nil? || @filled[field]
        @filled[field] = true
        @raw_data.each do |row|
          next if row.key?(field)
          __call_lazy(property, row, criterion)
        end
      end

      private

      def __call_lazy(property, row, criterion)
        return property.options[:lazy].call(row, criterion, self) if property.options[:lazy]
        found = property.options[:lazy_instance]
        if found.is_a?(Proc)
          found.call(row, criterion, resource_instance)
        else
          resource_instance.send(found, row, criterion, self)
        end
      end

      def __lazy(field)
        @schema.values.find { |p| p.field.to_sym == field && (p.options[:lazy] || p.options[:lazy_instance]) }
      end

      def __custom(property, arguments)
        property.block.call(self, arguments.empty? ? NoCriteriaProvided : arguments[0])
      end

      def __column(property, arguments, block)
        if arguments.empty? && !block
          __fill_lazy(property.field.to_sym)
          found = get_column_values(property.field)
          return property.options[:style] == :simple ? found.flatten.uniq.compact : found
        end
        return where(&block) if arguments.empty?
        where({ property.field => arguments[0] }, &block)
      end

      def __row(row, words)
        @row_class.new(self, @row_class::FIELDS, row, words)
      end

      def __check_field(field)
        return if field?(field)
        known = list_fields.map { |f| __shown(f) }.join(', ')
        raise ArgumentError, "'#{__shown(field)}' is not a recognized criterion - expected one of #{known}'"
      end

      def __shown(field)
        field.is_a?(Symbol) ? ':' + field.to_s : field + ' (String)'
      end

      def __fitting(rows, field, wanted)
        return [] if rows.empty?
        field = rows[0].keys[0].is_a?(Symbol) ? field.to_sym : field.to_s
        rows.select { |row| row.key?(field) && __fits?(row[field], wanted) }
      end

      def __fits?(value, wanted)
        case wanted
        when Float then __number?(value, Float, /\A[-+]?(\d+\.?\d*|\.\d+)\z/) && value.to_f == wanted
        when Integer then __number?(value, Integer, /\A[-+]?\d+\z/) && value.to_i == wanted
        when Regexp then value.is_a?(Regexp) ? value == wanted : !value.to_s.match(wanted).nil?
        else wanted === value
        end
      end

      def __number?(value, kind, pattern)
        return true if value.is_a?(kind)
        value.is_a?(String) && value.valid_encoding? && !(value =~ pattern).nil?
      end

      # A block that cannot be put into words is left out of them; the rows are chosen all the same.
      def __words(block)
        trace = Trace.new
        begin
          trace.instance_eval(&block)
        rescue StandardError
          nil
        end
        Trace.to_ruby(trace)
      end
    end

    class Factory
      Property = Struct.new(:field, :block, :options)

      def initialize
        @methods = [:where, :entries, :raw_data]
        @schema = {}
        register_custom_matcher(:exist?) { |table| !table.raw_data.empty? }
        register_custom_property(:count) { |table| table.raw_data.length }
      end

      def register_custom_property(name, options = {}, **more, &block)
        options = options.merge(more)
        @schema[name.to_sym] ||= Property.new(options[:field] || name, block, options)
        self
      end

      alias add register_custom_property
      alias register_column register_custom_property
      alias register_custom_matcher register_custom_property

      def register_filter_method(name)
        @methods << name.to_sym unless @methods.include?(name.to_sym)
        self
      end

      alias add_accessor register_filter_method

      # Gives `resource_class` the table's methods over the rows that its method `source` returns.
      def install_filter_methods_on_resource(resource_class, source)
        schema = @schema
        row_class = make_row_class
        table_class = make_table_class
        factory = self
        (@methods + schema.keys).each do |name|
          # No constant in here: the VM looks for those of such a method in the wrong class where it is called by name.
          resource_class.send(:define_method, name) do |*arguments, **options, &block|
            factory.caught(resource_class, name) do
              table = table_class.new(self, send(source), ' with', schema, row_class)
              options.empty? ? table.send(name, *arguments, &block) : table.send(name, *arguments, **options, &block)
            end
          end
        end
      end

      # What the block gives. Where the resource finds out only then that it is skipped or failed, something that says so;
      # but to a question that would be a yes.
      def caught(resource_class, name)
        yield
      rescue Inspec::Exceptions::ResourceFailed, Inspec::Exceptions::ResourceSkipped => e
        raise e if name.to_s.end_with?('?')
        ExceptionCatcher.new(resource_class, e)
      end

      alias connect install_filter_methods_on_resource

      private

      def make_row_class
        fields = @schema.values.reject { |p| p.block }.map { |p| p.field.to_sym }.uniq
        made = Class.new(Row)
        made.const_set(:FIELDS, fields)
        fields.each { |f| made.send(:define_method, f) { value(f) } }
        made
      end

      def make_table_class
        made = Class.new(Table)
        @schema.keys.each do |name|
          made.send(:define_method, name) { |*arguments, &block| __property(name, arguments, block) }
        end
        made
      end
    end

    def self.create
      Factory.new
    end
  end
end

FilterTable = Cincture::FilterTable
