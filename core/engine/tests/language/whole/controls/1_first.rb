LIMIT = 25

def helper
  'helped'
end

control 'places' do
  describe(placed.value.a) { it { should eq 'in the module' } }
  describe(Platformed.superclass) { it { should eq Inspec::Resources::PlatformResource } }
  describe(Platformed.new.newer?) { it { should eq true } }
end
