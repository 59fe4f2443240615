LIMIT = 25

def helper
  'helped'
end

control 'places' do
  describe(placed.value.a) { it { should eq 'in the module' } }
  describe(Platformed.superclass) { it { should eq Inspec::Resources::PlatformResource } }
  describe(Platformed.new.newer?) { it { should eq true } }
end

control 'no word of the engine stands before a resource' do
  words = %w[Rule ExampleGroup FileContext DescribeOne].map { |name| Cincture.const_get(name) }
  taken = Cincture::Resource.registry.keys.select do |name|
    words.any? { |word| word.method_defined?(name) || word.private_instance_methods.include?(name.to_sym) }
  end
  describe(taken) { it { should eq [] } }
end
