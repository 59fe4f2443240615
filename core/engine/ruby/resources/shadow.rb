# shadow: the passwords of accounts and the rules for them, as a table.
module Cincture
  module Resources
    class Shadow < Inspec.resource(1)
      include FileReader

      name 'shadow'
      supports platform: 'unix'
      desc 'The shadow file.'

      FIELDS = ['user', 'password', 'last_change', 'min_days', 'max_days', 'warn_days', 'inactive_days', 'expiry_date',
                'reserved'].freeze

      def initialize(path = '/etc/shadow', options = {}, **more)
        options = options.merge(more)
        @path = path || '/etc/shadow'
        @content = options[:content]
        @filters = options[:filters] || ''
      end

      def params
        @params ||= lines_of(content_of_file).map { |line| parse(line) }
      end

      table = FilterTable.create
      table.register_column(:users, field: 'user')
           .register_column(:passwords, field: 'password')
           .register_column(:last_changes, field: 'last_change')
           .register_column(:min_days, field: 'min_days')
           .register_column(:max_days, field: 'max_days')
           .register_column(:warn_days, field: 'warn_days')
           .register_column(:inactive_days, field: 'inactive_days')
           .register_column(:expiry_dates, field: 'expiry_date')
           .register_column(:reserved, field: 'reserved')
      table.register_custom_property(:content) do |shadow, _value|
        shadow.entries.map { |entry| FIELDS[0..-2].map { |field| entry[field] }.compact.join(':') }.join("\n")
      end
      table.install_filter_methods_on_resource(self, :params)

      # The lines whose fields fit, as a file of its own.
      def filter(query = {}, **more)
        query = (query || {}).merge(more)
        return self if query.empty?
        rows = params
        words = @filters
        query.each do |field, wanted|
          wanted = wanted.to_s if wanted.is_a?(Integer)
          words += " #{field} = #{Text.inspect(wanted)}"
          rows = rows.select { |row| wanted === row[field.to_s] }
        end
        Resource.build('shadow', @path, content: rows.map { |row| row.values.join(':') }.join("\n"), filters: words)
      end

      { user: :users, password: :passwords, last_change: :last_changes, expiry_date: :expiry_dates }.each do |old, column|
        define_method(old) do |value = nil|
          gone(old, " Please use `#{column}` instead.")
          value.nil? ? where.send(column) : where(old.to_s => value)
        end
      end

      def lines
        gone(:lines, '')
        lines_of(content_of_file)
      end

      def to_s
        @filters.empty? ? @path : @path + ' with' + @filters
      end

      private

      def gone(name, instead)
        Inspec.deprecate(:properties_shadow, "The shadow `#{name}` property is deprecated.#{instead}")
      end

      def content_of_file
        @content || read_file_content(@path, true)
      end

      def lines_of(content)
        content.split("\n")
      end

      def parse(line)
        values = line.split(':')
        row = {}
        FIELDS.each_with_index { |field, i| row[field] = values[i] }
        row
      end
    end
  end
end
